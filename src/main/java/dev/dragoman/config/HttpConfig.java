package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may call the HTTP door, and how much at a time ({@code DRAGOMAN_HTTP_*}). */
@ConfigMapping(prefix = "dragoman.http")
public interface HttpConfig {
    /**
     * The SHA-256 hashes, in hex, of the keys that clients may use as their bearer token. Without any, a server
     * listens on loopback only.
     *
     * @return empty for none
     */
    Optional<List<String>> keys();

    /**
     * Accept calls without a key from anywhere.
     *
     * @return false by default
     */
    @WithDefault("false")
    boolean open();

    /**
     * How many calls are worked on at the same time; further ones get 429 and a {@code Retry-After} before their body is
     * read.
     *
     * @return at least 1
     */
    @WithDefault("500")
    int concurrency();

    /**
     * The largest request body; a larger one gets 413 before it is read. The default takes an inlined document.
     *
     * @return as {@code 72M}
     */
    @WithDefault("72M")
    MemorySize maxBody();

    /**
     * How much the bodies of all calls that are worked on may have together, told by their {@code Content-Length}; one
     * without counts as the largest. Further calls get 429 and a {@code Retry-After}. One call is always taken.
     *
     * @return as {@code 256M}
     */
    @WithDefault("256M")
    MemorySize maxBodies();

    /**
     * How long a request's body may take to arrive; then the call gets 408 and its connection is closed.
     *
     * @return more than zero
     */
    @WithDefault("60s")
    Duration bodyTimeout();
}
