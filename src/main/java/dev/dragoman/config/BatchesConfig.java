package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Files of requests ({@code DRAGOMAN_BATCHES_*}). */
@ConfigMapping(prefix = "dragoman.batches")
public interface BatchesConfig {
    /**
     * How many lines of a batch file are worked on together, as a slice: what is done of it is stored as one object.
     *
     * @return 1 to 1000
     */
    @WithDefault("100")
    int slice();

    /**
     * How many slices of a batch file that came by a queue are in the queue at a time. So many functions work on it.
     *
     * @return 1 to 1000
     */
    @WithDefault("10")
    int fanOut();

    /**
     * How long a batch file may take from when it was checked. Lines that have no answer by then are not paid for, and are in the
     * errors file as {@code batch_expired}.
     *
     * @return 1s to 168h
     */
    @WithDefault("24h")
    Duration window();
}
