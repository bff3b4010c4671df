package dev.dragoman.document;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Attachments.Attachment;
import dev.dragoman.document.DocumentRules.DocumentRule;
import dev.dragoman.document.LongDocuments.ReadingWay;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Excerpt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Division;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes the request about one document; reads no more of it than that takes. */
final class DocumentReader {
    private final S3Reader s3;
    private final DocumentRules rules;
    private final Attachments attachments;
    private final LongDocuments longDocuments;
    private final ExcerptReader excerpts;
    private final DocumentsConfig config;
    private final Endpoint upstreamEndpoint;

    /**
     * A reader.
     *
     * @param upstreamEndpoint the endpoint that a Responses request is sent to
     */
    DocumentReader(S3Reader s3, DocumentsConfig config, Endpoint upstreamEndpoint) {
        this.s3 = s3;
        this.rules = new DocumentRules(config);
        this.attachments = new Attachments(config);
        PdfReader pdfs = new PdfReader(Runtime.getRuntime().maxMemory());
        this.longDocuments = new LongDocuments(config, pdfs);
        this.excerpts = new ExcerptReader(rules, config, pdfs);
        this.config = config;
        this.upstreamEndpoint = upstreamEndpoint;
    }

    StageResult<ResolvedRequest> read(
            StageResult.Continue<Content> open, Content.Document document, TimeLimit time, DocumentMemory memory) {
        try {
            DocumentSource.StoredSource object = s3.within(time).head(document.location());
            if (!document.isThat(object.versionId(), object.eTag())) {
                return open.finish(
                        new Outcome.Rejected(Problem.replaced(object.location().uri())));
            }
            Excerpt excerpt = document.excerpt();
            if (excerpt != null) {
                return excerpts.read(open, document, object, excerpt, memory);
            }
            ErrorSubject subject = ErrorSubject.document(object.location().key());
            DocumentRule rule = rules.of(object.location().key());
            long room = config.maxSize().asLongValue();
            if (!longDocuments.mayBeLong(object, rule)) {
                return attach(
                        open,
                        document,
                        object,
                        attachments.attach(object, upstreamEndpoint, room, memory, subject),
                        List.of());
            }
            byte[] head = object.head();
            DocumentType type = Attachments.type(object, head);
            ReadingWay reading = longDocuments.read(open.ask(), document, object, type, rule);
            if (reading instanceof ReadingWay.InParts inParts) {
                return inParts(open, document, object, type, inParts.division());
            }
            if (reading instanceof ReadingWay.NotReadable not) {
                return open.finish(new Outcome.Rejected(not.problem()));
            }
            return attach(
                    open,
                    document,
                    object,
                    attachments.attach(object, head, type, upstreamEndpoint, room, memory, subject),
                    ((ReadingWay.AtOnce) reading).adjustments());
        } catch (DocumentMemory.NoRoom full) {
            return open.finish(
                    full.outcome(ErrorSubject.document(document.location().key())));
        } catch (SdkException | IOException | UncheckedIOException failure) {
            return open.finish(S3Reader.outcome(failure, document.location(), "document"));
        }
    }

    private StageResult<ResolvedRequest> inParts(
            StageResult.Continue<Content> open,
            Content.Document document,
            DocumentSource.StoredSource object,
            DocumentType type,
            Division division) {
        DocumentRule rule = rules.of(object.location().key());
        Prompt prompt = document.prompt() == null ? rule.prompt() : new Prompt("ask", document.prompt());
        Receipt.Source source = source(object, type.mediaType(), null, rule, prompt);
        return open.withReceipt(open.receipt().with(source)).with(new ResolvedRequest(division));
    }

    static Receipt.Source source(
            DocumentSource.StoredSource object,
            String mediaType,
            @Nullable String sha256,
            DocumentRule rule,
            Prompt prompt) {
        return new Receipt.Source(
                object.location().bucket(),
                object.location().key(),
                object.versionId(),
                object.eTag(),
                object.size(),
                mediaType,
                sha256,
                rule.name(),
                prompt.name(),
                prompt.version());
    }

    private StageResult<ResolvedRequest> attach(
            StageResult.Continue<Content> open,
            Content.Document document,
            DocumentSource.StoredSource object,
            Attachment attachment,
            List<String> adjustments) {
        return attachment.match(
                accepted -> attach(open, document, object, accepted, adjustments),
                refused -> open.finish(new Outcome.Rejected(refused.problem())));
    }

    private StageResult<ResolvedRequest> attach(
            StageResult.Continue<Content> open,
            Content.Document document,
            DocumentSource.StoredSource object,
            Attachment.Accepted accepted,
            List<String> adjustments) {
        String key = object.location().key();
        String mediaType = accepted.type().mediaType();
        DocumentRule rule = rules.of(key);
        Prompt prompt = document.prompt() == null ? rule.prompt() : new Prompt("ask", document.prompt());
        ResolvedRequest request = new DocumentRequest(rule, prompt, object.location(), mediaType)
                .with(accepted.form(), object.identity().orElseThrow(), adjustments);
        Receipt.Source source = source(object, mediaType, accepted.sha256(), rule, prompt);
        return open.withReceipt(open.receipt().with(source)).with(checked(request));
    }

    private ResolvedRequest checked(ResolvedRequest request) {
        return config.deliveryCheck()
                ? request
                : new ResolvedRequest(
                        request.endpoint(), request.body(), request.identities(), 0, request.adjustments());
    }
}
