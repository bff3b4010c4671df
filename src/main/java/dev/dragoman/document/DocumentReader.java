package dev.dragoman.document;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Attachments.Attachment;
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

/** Makes the request about one document; reads no more of it than that takes. */
final class DocumentReader {
    private final S3Reader s3;
    private final DocumentRules rules;
    private final Attachments attachments;
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
        this.config = config;
        this.upstreamEndpoint = upstreamEndpoint;
    }

    StageResult<ResolvedRequest> read(
            StageResult.Continue<Content> open, Content.Document document, TimeLimit time, DocumentMemory memory) {
        try {
            DocumentSource.StoredSource object = s3.within(time).head(document.location());
            if (!object.isThatOf(document)) {
                return open.finish(
                        new Outcome.Rejected(Problem.replaced(object.location().uri())));
            }
            Attachment attachment = attachments.attach(
                    object,
                    upstreamEndpoint,
                    config.maxSize().asLongValue(),
                    memory,
                    ErrorSubject.document(object.location().key()));
            return attachment.match(
                    accepted -> attach(open, document, object, accepted),
                    refused -> open.finish(new Outcome.Rejected(refused.problem())));
        } catch (DocumentMemory.NoRoom full) {
            return open.finish(
                    full.outcome(ErrorSubject.document(document.location().key())));
        } catch (SdkException | IOException failure) {
            return open.finish(S3Reader.outcome(failure, document.location(), "document"));
        }
    }

    private StageResult<ResolvedRequest> attach(
            StageResult.Continue<Content> open,
            Content.Document document,
            DocumentSource.StoredSource object,
            Attachment.Accepted accepted) {
        String key = object.location().key();
        String mediaType = accepted.type().mediaType();
        DocumentRule rule = rules.of(key);
        Prompt prompt = document.prompt() == null ? rule.prompt() : new Prompt("ask", document.prompt());
        ResolvedRequest request = new DocumentRequest(rule, prompt, object.location(), mediaType)
                .with(accepted.form(), object.identity().orElseThrow());
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
        return open.withReceipt(open.receipt().with(source)).with(checked(request));
    }

    private ResolvedRequest checked(ResolvedRequest request) {
        return config.deliveryCheck()
                ? request
                : new ResolvedRequest(
                        request.endpoint(), request.body(), request.identities(), 0, request.adjustments());
    }
}
