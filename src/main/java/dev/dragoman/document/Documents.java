package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.ResolvedRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The document stage: makes content that the carrying endpoint accepts out of what an ask refers to. */
public final class Documents {
    private final DocumentReader documents;
    private final RequestReader requests;
    private final References references;
    private final Profile profile;
    private final Set<String> buckets;
    private final int maxAttachments;

    /**
     * A stage on one S3.
     *
     * @param s3 reads objects
     * @param presigner signs URLs for the provider
     * @param config types, sizes, prompts and rules
     * @param buckets those that {@code s3://} references in asks may name
     * @param profile tells which endpoint a request is sent to
     * @param web fetches clients' URLs for an endpoint that takes none
     * @param clock when a deadline has passed
     * @throws dev.dragoman.config.ConfigurationException where a configured prompt can't be used, naming its variable
     */
    public Documents(
            S3Client s3,
            S3Presigner presigner,
            DocumentsConfig config,
            Set<String> buckets,
            Profile profile,
            WebFetch web,
            Clock clock) {
        S3Reader objects = new S3Reader(s3, presigner);
        this.documents = new DocumentReader(objects, config, profile.upstreamEndpoint(Endpoint.RESPONSES));
        this.requests = new RequestReader(objects, web, config, clock);
        this.references = new References(buckets, web.guard());
        this.profile = profile;
        this.buckets = Set.copyOf(buckets);
        this.maxAttachments = config.maxAttachments();
    }

    /**
     * Resolves an open previous. Reading S3 and fetching block, so that part runs on a worker thread; a request without
     * references goes on at once.
     *
     * @param previous what an ask wants answered
     * @return the request to translate; closed where the ask or what it refers to can't be answered
     */
    public CompletionStage<StageResult<ResolvedRequest>> resolve(StageResult<Content> previous) {
        return previous.thenAsync(this::resolved);
    }

    private CompletionStage<StageResult<ResolvedRequest>> resolved(StageResult.Continue<Content> open) {
        return open.value()
                .match(
                        request -> request(open, request),
                        document -> Blocking.run(() -> document(open, document)),
                        malformed -> rejected(open, problem(malformed)));
    }

    private static Problem problem(Content.Malformed malformed) {
        return Problem.ofAsk(malformed.status(), malformed.code(), malformed.message(), malformed.param());
    }

    private CompletionStage<StageResult<ResolvedRequest>> request(
            StageResult.Continue<Content> open, Content.Request request) {
        Endpoint upstreamEndpoint = profile.upstreamEndpoint(request.endpoint());
        ObjectNode body = request.body().deepCopy();
        List<Reference> found = references.in(body, upstreamEndpoint);
        Problem problem = problem(found);
        if (problem != null) {
            return rejected(open, problem);
        }
        return found.isEmpty()
                ? CompletableFuture.completedFuture(
                        open.with(new ResolvedRequest(request.endpoint(), body, Map.of(), 0)))
                : Blocking.run(() -> requests.read(open, request.endpoint(), upstreamEndpoint, body, found));
    }

    private @Nullable Problem problem(List<Reference> found) {
        Optional<Problem> refused = found.stream()
                .filter(Reference.NotAllowed.class::isInstance)
                .map(reference -> ((Reference.NotAllowed) reference).problem())
                .findFirst();
        if (refused.isPresent() || found.size() <= maxAttachments) {
            return refused.orElse(null);
        }
        return Problem.ofAsk(
                400,
                "too_many_attachments",
                "The request refers to %,d files; at most %,d are taken (DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS)."
                        .formatted(found.size(), maxAttachments),
                null);
    }

    private StageResult<ResolvedRequest> document(StageResult.Continue<Content> open, Content.Document document) {
        boolean anyBucket = !open.ask().door().readsOnlyAllowedBuckets();
        if (!anyBucket && !buckets.contains(document.location().bucket())) {
            return open.finish(new Outcome.Rejected(Problem.ofAsk(
                    400,
                    "bucket_not_allowed",
                    "\"document\" names a bucket that is not on the allow-list; add it to DRAGOMAN_BUCKETS.",
                    "document")));
        }
        return documents.read(open, document);
    }

    private static CompletionStage<StageResult<ResolvedRequest>> rejected(
            StageResult.Continue<Content> open, Problem problem) {
        return CompletableFuture.completedFuture(open.finish(new Outcome.Rejected(problem)));
    }
}
