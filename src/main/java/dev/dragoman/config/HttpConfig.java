package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may call over HTTP, and the limits of such calls ({@code DRAGOMAN_HTTP_*}). */
@ConfigMapping(prefix = "dragoman.http")
public interface HttpConfig {
    /**
     * The SHA-256 hashes, in hex, of the keys that clients may use as their bearer token. If none is set, a server
     * listens on loopback only.
     *
     * @return empty for none
     */
    Optional<List<String>> keys();

    /**
     * Whether to accept calls without a key from any address.
     *
     * @return false by default
     */
    @WithDefault("false")
    boolean open();

    /**
     * How many calls are served at the same time; further ones get 429 and a {@code Retry-After} before their body is
     * read.
     *
     * @return at least 1
     */
    @WithDefault("500")
    int concurrency();

    /**
     * The largest request body; a larger one gets 413 before it is read. The default is enough for an inlined document.
     *
     * @return as {@code 72M}
     */
    @WithDefault("72M")
    MemorySize maxBody();

    /**
     * The limit for the bodies of all calls being served, counted together by their {@code Content-Length}; a body without
     * one counts as the largest allowed. Further calls get 429 and a {@code Retry-After}. If no other call is being
     * served, a call is always accepted.
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
