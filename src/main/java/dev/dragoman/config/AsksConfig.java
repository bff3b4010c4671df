package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings that apply to every ask ({@code DRAGOMAN_*}). */
@ConfigMapping(prefix = "dragoman")
public interface AsksConfig {
    /**
     * Where answers are stored, so that the same ask is paid for only once: {@code memory}, which ends with the process
     * and forgets the oldest answers when they take a twentieth of the heap, or {@code s3://bucket/prefix/}, which all
     * processes share.
     *
     * @return memory or a prefix
     */
    @WithDefault("memory")
    String ledger();

    /**
     * How long a lease in the ledger lasts. If a process dies in the middle of a call, nobody else makes that call until
     * the lease has run out. The default is the model's total timeout plus 30 s. A lease shorter than that is renewed
     * while the call runs.
     *
     * @return at least 3 s
     */
    Optional<Duration> lease();

    /**
     * How many asks from batches, queues and buckets are answered at the same time, counted together.
     *
     * @return at least 1
     */
    @WithDefault("10")
    int concurrency();

    /**
     * The buckets that {@code s3://} references in asks may name, besides the polled bucket and the bucket of
     * {@code DRAGOMAN_DOCUMENTS_OUTPUT}.
     *
     * @return empty for none
     */
    Optional<List<String>> buckets();

    /**
     * Route files outside the artifact, for a server only: paths of files whose names end in {@code .camel.yaml}, or of
     * folders with such files. A route in them may begin at {@code direct:delivered}; docs/routes.md shows how.
     *
     * @return empty for none
     */
    Optional<List<String>> routes();

    /**
     * Endpoint schemes that those route files may use beside {@code direct}, {@code seda}, {@code aws2-s3} and
     * {@code aws2-sqs}. Camel's component for each has to be on the class path.
     *
     * @return empty for none
     */
    Optional<List<String>> routesSchemes();
}
