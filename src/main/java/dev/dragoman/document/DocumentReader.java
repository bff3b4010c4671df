package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.DocumentsConfig.Attach;
import dev.dragoman.document.DocumentType.Kind;
import dev.dragoman.document.Rules.Rule;
import dev.dragoman.event.Content;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.payload.Draft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads one document as far as needed and attaches it (design section 6). Sizes are checked before anything is read. */
final class DocumentReader {
    private final S3Reader objects;
    private final Rules rules;
    private final DocumentsConfig config;

    DocumentReader(S3Reader objects, Rules rules, DocumentsConfig config) {
        this.objects = objects;
        this.rules = rules;
        this.config = config;
    }

    Passage<Draft> read(Passage.Open<Content> open, Content.Document document) {
        try {
            StoredObject object = objects.head(document.location(), document.versionId());
            Problem unfit = unfit(object);
            if (unfit != null) {
                return open.close(new Outcome.Rejected(unfit));
            }
            return attach(open, document, object);
        } catch (SdkException failure) {
            return open.close(S3Failure.outcome(failure, document.location()));
        } catch (IOException broken) {
            return open.close(S3Failure.unavailable(document.location()));
        }
    }

    private @Nullable Problem unfit(StoredObject object) {
        if (object.size() == 0) {
            return Problem.ofAsk(
                    422, "document_empty", object.location().key() + " has no content (0 bytes).", "document");
        }
        long limit = config.maxSize().asLongValue();
        if (object.size() > limit) {
            return Problem.ofAsk(
                    413,
                    "document_too_large",
                    "%s has %,d bytes; at most %,d are taken (DRAGOMAN_DOCUMENTS_MAX_SIZE)."
                            .formatted(object.location().key(), object.size(), limit),
                    "document");
        }
        return null;
    }

    private Passage<Draft> attach(Passage.Open<Content> open, Content.Document document, StoredObject object)
            throws IOException {
        String key = object.location().key();
        byte[] head = objects.firstBytes(object, Sniffer.HEAD);
        DocumentType type = Sniffer.sniff(head, key);
        if (type.kind() == Kind.UNKNOWN) {
            return open.close(new Outcome.Rejected(Problem.ofAsk(
                    422,
                    "document_type_unknown",
                    key + " is not a PDF, image, text or Office document, judging by its bytes.",
                    "document")));
        }
        Rule rule = rules.of(key);
        Prompt prompt = document.prompt() == null ? rule.prompt() : new Prompt("ask", document.prompt());
        DocumentRequest request = new DocumentRequest(rule, prompt, object.location(), type.mediaType());
        boolean asText = type.kind() == Kind.TEXT
                && object.size() <= config.maxTextSize().asLongValue();
        boolean inline = asText || config.attach() == Attach.INLINE;
        byte @Nullable [] bytes = !inline ? null : head.length == object.size() ? head : objects.wholeOf(object);
        Draft draft = asText && bytes != null ? request.withText(text(bytes)) : attached(request, object, type, bytes);
        Receipt.Source source = new Receipt.Source(
                object.location().bucket(),
                key,
                object.versionId(),
                object.eTag(),
                object.size(),
                type.mediaType(),
                bytes == null ? null : Prompt.sha256(bytes),
                rule.name(),
                prompt.name(),
                prompt.version());
        return open.noting(open.receipt().with(source)).with(checked(draft));
    }

    private Draft attached(DocumentRequest request, StoredObject object, DocumentType type, byte @Nullable [] bytes) {
        String url = bytes == null
                ? objects.presign(object, type.mediaType(), config.urlLifetime())
                : "data:" + type.mediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
        Map<String, String> identities = Map.of(url, object.identity());
        if (type.kind() == Kind.IMAGE) {
            return request.withImage(url, identities);
        }
        String key = object.location().key();
        return bytes == null
                ? request.withFileUrl(url, identities)
                : request.withFileData(key.substring(key.lastIndexOf('/') + 1), url, identities);
    }

    private Draft checked(Draft draft) {
        return config.deliveryCheck() ? draft : new Draft(draft.endpoint(), draft.body(), draft.identities(), 0);
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
