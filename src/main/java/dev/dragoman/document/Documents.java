package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Problem;
import dev.dragoman.payload.Draft;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The document stage: makes content that the endpoint accepts out of what an ask refers to. */
public final class Documents {
    private final DocumentReader reader;
    private final Set<String> buckets;

    /**
     * A stage on one S3.
     *
     * @param s3 reads objects
     * @param presigner signs URLs for the provider
     * @param config types, sizes, prompts and rules
     * @param buckets those that {@code s3://} references in asks may name
     * @throws dev.dragoman.config.ConfigurationProblem where a configured prompt can't be used, naming its variable
     */
    public Documents(S3Client s3, S3Presigner presigner, DocumentsConfig config, Set<String> buckets) {
        this.reader = new DocumentReader(new S3Reader(s3, presigner), new Rules(config), config);
        this.buckets = Set.copyOf(buckets);
    }

    /**
     * Resolves an open passage. Reading S3 blocks, so that part runs on a worker thread; a plain request goes on at
     * once.
     *
     * @param passage what an ask wants answered
     * @return the request to translate; closed where the ask or its document can't be answered
     */
    public CompletionStage<Passage<Draft>> resolve(Passage<Content> passage) {
        return passage.thenLater(open -> open.value() instanceof Content.Document document
                ? Uni.createFrom()
                        .item(() -> read(open, document))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .subscribeAsCompletionStage()
                : CompletableFuture.completedFuture(plain(open)));
    }

    private static Passage<Draft> plain(Passage.Open<Content> open) {
        if (open.value() instanceof Content.Request request) {
            return open.with(new Draft(request.endpoint(), request.body().deepCopy(), Map.of(), 0));
        }
        Content.Malformed malformed = (Content.Malformed) open.value();
        return open.close(new Outcome.Rejected(
                Problem.ofAsk(malformed.status(), malformed.code(), malformed.message(), malformed.param())));
    }

    private Passage<Draft> read(Passage.Open<Content> open, Content.Document document) {
        // An S3 event or the poller names its own bucket; any other ask only one from the list.
        boolean trusted = open.ask().door() == Door.S3;
        if (!trusted && !buckets.contains(document.location().bucket())) {
            return open.close(new Outcome.Rejected(Problem.ofAsk(
                    400,
                    "bucket_not_allowed",
                    "\"document\" names a bucket that is not on the allow-list; add it to DRAGOMAN_BUCKETS.",
                    "document")));
        }
        return reader.read(open, document);
    }
}
