package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The provider and its model ({@code DRAGOMAN_MODEL_*}). */
@ConfigMapping(prefix = "dragoman.model")
public interface ModelConfig {
    /**
     * The provider's key; {@code GMI_API_KEY} is another name for it. Without a key nothing starts.
     *
     * @return never logged
     */
    Optional<String> apiKey();

    /**
     * Where to read the provider's key from instead: the ARN of a Secrets Manager secret, or of an SSM parameter. The key
     * is read at the start and kept; it is read again if the provider refuses it.
     *
     * @return an ARN; the key itself wins if both are set
     */
    Optional<String> apiKeySecret();

    /**
     * The provider's base URL, ending in its version, such as {@code https://api.gmi-serving.com/v1}. Slashes at its end
     * do not count.
     *
     * @return an http or https URL without user, query and fragment
     */
    @WithDefault("https://api.gmi-serving.com/v1")
    String baseUrl();

    /**
     * The model for documents, and for asks that name none.
     *
     * @return the provider's name for it
     */
    @WithDefault("openai/gpt-5.2-chat")
    String name();

    /**
     * What the provider supports: a built-in profile ({@code openai}, {@code chat-only}, {@code responses-only},
     * {@code classic}), or the path of a JSON file of the same form.
     *
     * @return a name or a path
     */
    @WithDefault("openai")
    String profile();

    /**
     * Whether to refuse a request that would have to be translated for the provider.
     *
     * @return true to refuse
     */
    @WithConverter(TrueOrFalse.class)
    @WithDefault("false")
    boolean strict();

    /**
     * How long connecting may take.
     *
     * @return 1ms to 24h
     */
    @WithDefault("2s")
    Duration connectTimeout();

    /**
     * How long a stream may take until its first event with content; headers, comments and pings do not count. A whole
     * answer is bounded by the total timeout only.
     *
     * @return 1ms to 24h
     */
    @WithDefault("120s")
    Duration firstByteTimeout();

    /**
     * How long a stream may stand still after its first event before it is broken off, whether the provider sends nothing
     * or the caller reads nothing.
     *
     * @return 1ms to 24h
     */
    @WithDefault("60s")
    Duration idleTimeout();

    /**
     * How many calls to the provider may run at the same time, streams included; further ones are refused with 503 and a
     * {@code Retry-After}, or tried again later if they come from a queue or a bucket.
     *
     * @return 1 to 100000
     */
    @WithDefault("500")
    int connections();

    /**
     * How long an ask may take in total until its answer: reading what it refers to, asking the ledger, all attempts and the
     * waits between them.
     *
     * @return 1ms to 24h
     */
    @WithDefault("600s")
    Duration totalTimeout();

    /**
     * The time that has to be left for a call, whichever ends first: the function's time, the ask's deadline or the total
     * timeout. With less, no call is made.
     *
     * @return zero, or 1ms to 24h
     */
    @WithDefault("1s")
    Duration leastTime();

    /**
     * How many requests one ask may cost, including the first. Network failures, 408, 409, 429 and 5xx are tried again,
     * unless the response header {@code x-should-retry} says otherwise.
     *
     * @return 1 to 100
     */
    @WithDefault("3")
    int maxAttempts();

    /**
     * The longest wait between two requests of an ask. If the provider asks for a longer one, it is passed on: to HTTP
     * callers as {@code Retry-After}, to a queue as the message's visibility timeout.
     *
     * @return zero, or 1ms to 24h
     */
    @WithDefault("20s")
    Duration longestWait();

    /**
     * How many bytes the provider's answer may have, or the events of a stream together; a longer one is not read to its
     * end. It also bounds the memory that one answer needs.
     *
     * @return as {@code 64M}; at least 1K, less than 2G
     */
    @WithDefault("64M")
    MemorySize maxAnswer();

    /**
     * How many of the latest requests the circuit breaker counts; it opens if half of them failed.
     *
     * @return 1 to 100000
     */
    @WithDefault("20")
    int breakerVolume();

    /**
     * How long the open circuit breaker holds back all requests before it lets one through as a probe.
     *
     * @return 1ms to 24h
     */
    @WithDefault("5s")
    Duration breakerRest();

    /**
     * Whether the provider gets the trace of the ask that a call is for ({@code traceparent}, {@code tracestate}), and with
     * it what the caller has put there ({@code baggage}). Only if traces are made at all (docs/telemetry.md).
     *
     * @return false by default
     */
    @WithConverter(TrueOrFalse.class)
    @WithDefault("false")
    boolean traceContext();

    /**
     * The models that requests may name, besides the default one.
     *
     * @return empty for any
     */
    Optional<List<String>> allowed();

    /**
     * The largest output limit that a request may set; a request with a larger one is refused. Under a budget it is also set
     * where a request leaves the limit open, unless the profile knows that the model writes less (docs/budgets.md).
     *
     * @return in tokens, 1 to 100000000
     */
    @WithDefault("128000")
    int maxOutputTokens();

    /**
     * How many answers a request may ask for at once ({@code n}, {@code best_of}); each of them is paid for.
     *
     * @return 1 to 1000
     */
    @WithDefault("8")
    int maxChoices();
}
