package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What concerns every ask ({@code DRAGOMAN_*}). */
@ConfigMapping(prefix = "dragoman")
public interface AsksConfig {
    /**
     * Where answers are kept so that the same ask is paid for once: {@code memory}, for the life of the process.
     *
     * @return memory
     */
    @WithDefault("memory")
    String ledger();

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
}
