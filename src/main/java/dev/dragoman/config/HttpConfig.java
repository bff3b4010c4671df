package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may call over HTTP, and the limits of such calls ({@code DRAGOMAN_HTTP_*}). */
@ConfigMapping(prefix = "dragoman.http")
public interface HttpConfig {
    /**
     * The SHA-256 hashes, in hex, of the keys that clients may use as their bearer token, or as {@code api-key}. If none is
     * set, a server listens on loopback only. A label and a colon may stand before a hash ({@code shop:41ef...}): it is the
     * client's name in log lines, metrics and receipts, 1 to 40 letters, digits and {@code . _ -}. Several keys may have the
     * same.
     *
     * @return empty for none
     */
    Optional<List<String>> keys();

    /**
     * The SHA-256 hashes, in hex, of those client keys that are operators': they may ask {@code GET /v1/dragoman/budgets}. They
     * have to be among {@code DRAGOMAN_HTTP_KEYS} too, if there are any.
     *
     * @return empty for none: then there is no such path
     */
    Optional<List<String>> operators();

    /**
     * What single clients may do, by their labels: {@code shop:rpm=600:concurrency=20} for 600 calls in any minute, and 20 at
     * the same time; one of the two may be left out. Further calls get 429 ({@code client_limit}) and a {@code Retry-After}.
     * Each server process counts for itself; a function does not count.
     *
     * @return empty for none
     */
    Optional<List<String>> limits();

    /**
     * Whether to accept calls without a key from any address.
     *
     * @return false by default
     */
    @WithConverter(TrueOrFalse.class)
    @WithDefault("false")
    boolean open();

    /**
     * What HTTP clients may name in S3 by {@code s3://} references, given as in {@code DRAGOMAN_BUCKETS}. Any client may name
     * all of it.
     *
     * @return empty for none
     */
    Optional<List<String>> buckets();

    /**
     * How many calls are served at the same time; further ones get 429 and a {@code Retry-After} before their body is
     * read.
     *
     * @return 1 to 100000
     */
    @WithDefault("500")
    int concurrency();

    /**
     * The largest request body; a larger one gets 413 before it is read. One in gzip or deflate is counted after decoding
     * too. The default is enough for an inlined document.
     *
     * @return as {@code 72M}; less than 2G
     */
    @WithDefault("72M")
    MemorySize maxBody();

    /**
     * What the bodies of all calls being served, the documents that go inside requests, and the provider's answers may take
     * together, in bytes of text. JSON of many small values counts as the longer text that takes as much memory; a body of unknown length counts as
     * the largest, or half of this, until it is read. One call can get nine tenths
     * of it: what needs more gets 413, and an answer that does is {@code answer_too_large}; what finds no room now gets 429 and a {@code Retry-After}, or is tried again later if it came from a queue or a
     * bucket. By default a fifteenth of the heap.
     *
     * @return as {@code 256M}
     */
    Optional<MemorySize> maxBodies();

    /**
     * How long a request's body may take to arrive; then the call gets 408 and its connection is closed.
     *
     * @return 1ms to 24h
     */
    @WithDefault("60s")
    Duration bodyTimeout();

    /**
     * How long the head of a request may take to arrive, from the beginning of the connection or from its first byte; then
     * the connection is closed.
     *
     * @return more than zero
     */
    @WithDefault("10s")
    Duration headTimeout();

    /**
     * How long a function that API Gateway calls may take for a whole response, from when the gateway got the call. Then the
     * call to the model is ended, and the caller gets an error and is told not to try again, before the gateway gives up: an
     * HTTP API does so after 30 s, a REST API after 29 s, or after its integration's own timeout. Function URLs, stages that stream and
     * load balancers are not meant.
     *
     * @return 1ms to 24h
     */
    @WithDefault("28s")
    Duration gatewayTimeout();

    /**
     * How many connections clients may have together, with or without a key. A further one is let in, and the one that has
     * waited longest for a request is closed for it. Never more than half of the files that the process may still open at
     * its start ({@code ulimit -n}).
     *
     * @return at least 1
     */
    @WithDefault("10000")
    int maxConnections();

    /**
     * The web pages that may call, by their exact origins, such as {@code https://chat.example.com}. Browsers let no other
     * page read an answer; a server without client keys refuses the call of any other page with 403, before it is paid for. A function's pages are allowed by its URL's own settings.
     *
     * @return empty for none
     */
    Optional<List<String>> origins();

    /**
     * Names or addresses by which a server without client keys is reached, besides loopback's own and names without a dot:
     * those of a proxy in front of it, such as {@code dragoman.example.com}; without a port. A call with another
     * {@code Host} gets 403. If {@code DRAGOMAN_HTTP_OPEN} is set and this is not, any name will do. With client keys it
     * is not looked at.
     *
     * @return empty for none
     */
    Optional<List<String>> hosts();

    /**
     * The request headers that the provider gets as the client sent them, such as {@code X-Client-Request-Id} or
     * {@code OpenAI-Project}; values of up to 512 characters. Those that carry keys, cookies, addresses, or the form of
     * the message can't be named.
     *
     * @return empty for none
     */
    Optional<List<String>> forwardHeaders();
}
