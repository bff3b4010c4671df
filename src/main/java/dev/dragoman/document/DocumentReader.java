package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Attachment.Accepted;
import dev.dragoman.document.DocumentRules.DocumentRule;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reads one document as far as needed and makes the request about it. */
final class DocumentReader {
    private final S3Reader objects;
    private final DocumentRules rules;
    private final Attachments attachments;
    private final DocumentsConfig config;
    private final Endpoint upstreamEndpoint;

    /**
     * A reader.
     *
     * @param upstreamEndpoint the endpoint that a Responses request is sent to
     */
    DocumentReader(S3Reader objects, DocumentsConfig config, Endpoint upstreamEndpoint) {
        this.objects = objects;
        this.rules = new DocumentRules(config);
        this.attachments = new Attachments(config);
        this.config = config;
        this.upstreamEndpoint = upstreamEndpoint;
    }

    StageResult<ResolvedRequest> read(StageResult.Continue<Content> open, Content.Document document) {
        try {
            StoredObject object = objects.head(document.location(), null);
            if (!object.isThatOf(document)) {
                return open.finish(
                        new Outcome.Rejected(Problem.replaced(object.location().uri())));
            }
            Attachment attachment = attachments.attach(
                    new StoredSource(objects, object, config.urlLifetime()),
                    upstreamEndpoint,
                    config.maxSize().asLongValue(),
                    ErrorSubject.document(object.location().key()));
            return attachment instanceof Attachment.NotAttachable refused
                    ? open.finish(new Outcome.Rejected(refused.problem()))
                    : attach(open, document, object, (Accepted) attachment);
        } catch (SdkException failure) {
            return open.finish(S3Errors.outcome(failure, document.location(), "document"));
        } catch (IOException broken) {
            return open.finish(S3Errors.unavailable(document.location(), "document"));
        }
    }

    private StageResult<ResolvedRequest> attach(
            StageResult.Continue<Content> open, Content.Document document, StoredObject object, Accepted accepted) {
        String key = object.location().key();
        String mediaType = accepted.type().mediaType();
        DocumentRule rule = rules.of(key);
        Prompt prompt = document.prompt() == null ? rule.prompt() : new Prompt("ask", document.prompt());
        ResolvedRequest draft = new DocumentRequest(rule, prompt, object.location(), mediaType)
                .with(accepted.form(), object.identity());
        Receipt.Source source = new Receipt.Source(
                object.location().bucket(),
                key,
                object.versionId(),
                object.eTag(),
                object.size(),
                mediaType,
                accepted.sha256(),
                rule.name(),
                prompt.name(),
                prompt.version());
        return open.withReceipt(open.receipt().with(source)).with(checked(draft));
    }

    private ResolvedRequest checked(ResolvedRequest draft) {
        return config.deliveryCheck()
                ? draft
                : new ResolvedRequest(draft.endpoint(), draft.body(), draft.identities(), 0);
    }
}
