package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What concerns every ask ({@code DRAGOMAN_*}). */
@ConfigMapping(prefix = "dragoman")
public interface AsksConfig {
    /**
     * Where answers are kept so that the same ask is paid for once: {@code memory}, for the life of the process, or
     * {@code s3://bucket/prefix/}, for all processes together.
     *
     * @return memory or a prefix
     */
    @WithDefault("memory")
    String ledger();

    /**
     * How long a lease in the ledger lasts: for so long nobody else makes the call after a process has died in the middle
     * of it. Without one it is the model's total timeout and 30 s. One shorter than that is renewed while a call runs.
     *
     * @return at least 3 s
     */
    Optional<Duration> lease();

    /**
     * How many asks of batches, queues and buckets are answered at the same time, all of them together.
     *
     * @return at least 1
     */
    @WithDefault("10")
    int concurrency();

    /**
     * The buckets that {@code s3://} references in asks may name, beside the documents' own.
     *
     * @return empty for none
     */
    Optional<List<String>> buckets();

    /**
     * Route files outside the artifact, for a server only: paths of files that end in {@code .camel.yaml}, and of folders,
     * whose files of such names are taken. They may take what {@code direct:delivered} gives; docs/routes.md shows how.
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
