package dev.dragoman.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The provider and its model ({@code DRAGOMAN_MODEL_*}). */
@ConfigMapping(prefix = "dragoman.model")
public interface ModelConfig {
    /**
     * The provider's key; {@code GMI_API_KEY} stands for it too. Without one nothing starts.
     *
     * @return never logged
     */
    Optional<String> apiKey();

    /**
     * Where the provider's key lies instead: the ARN of a Secrets Manager secret, or of an SSM parameter. It is read at
     * the start, kept, and read again when the provider refuses it.
     *
     * @return an ARN; the key itself wins where both are set
     */
    Optional<String> apiKeySecret();

    /**
     * The provider's base URL, ending in its version, as {@code https://api.gmi-serving.com/v1}.
     *
     * @return an http or https URL without query
     */
    @WithDefault("https://api.gmi-serving.com/v1")
    String baseUrl();

    /**
     * The model used where an ask names none, and for documents.
     *
     * @return the provider's name for it
     */
    @WithDefault("openai/gpt-5.2-chat")
    String name();

    /**
     * What is known of the provider: a built-in profile ({@code openai}, {@code chat-only}, {@code responses-only},
     * {@code classic}), or the path of a JSON file like theirs.
     *
     * @return a name or a path
     */
    @WithDefault("openai")
    String profile();

    /**
     * Whether a request that is not in the provider's own words is refused instead of translated.
     *
     * @return true to refuse
     */
    @WithDefault("false")
    boolean strict();

    /**
     * How long connecting may take.
     *
     * @return more than zero
     */
    @WithDefault("2s")
    Duration connectTimeout();

    /**
     * How long the provider may take until its answer begins.
     *
     * @return more than zero
     */
    @WithDefault("120s")
    Duration firstByteTimeout();

    /**
     * How long a stream may stand still before it is broken off, be it that the provider sends nothing or that the caller
     * takes nothing.
     *
     * @return more than zero
     */
    @WithDefault("60s")
    Duration idleTimeout();

    /**
     * How many connections to the provider are open at the same time, for streams and for other calls each; further calls
     * wait for one.
     *
     * @return at least 1
     */
    @WithDefault("500")
    int connections();

    /**
     * How long an ask's calls may take, all attempts and the waits between them together.
     *
     * @return more than zero
     */
    @WithDefault("300s")
    Duration totalTimeout();

    /**
     * How much time has to be left for a call, be it from the function's time, the ask's deadline or the total timeout:
     * with less, none is made.
     *
     * @return zero or more
     */
    @WithDefault("1s")
    Duration leastTime();

    /**
     * How many requests one ask may cost, the first one included: network failures, 408, 409, 429 and 5xx are tried
     * again, and what {@code x-should-retry} says.
     *
     * @return at least 1
     */
    @WithDefault("3")
    int maxAttempts();

    /**
     * The longest wait between two requests of an ask. A longer one that the provider asks for is handed on: to HTTP
     * callers as {@code Retry-After}, to a queue as the message's visibility timeout.
     *
     * @return zero or more
     */
    @WithDefault("20s")
    Duration longestWait();

    /**
     * How many bytes the provider's answer may have; a longer one is not read to its end.
     *
     * @return as {@code 64M}; at least 1K
     */
    @WithDefault("64M")
    MemorySize maxAnswer();

    /**
     * How many requests the circuit breaker looks back on: it opens where half of them failed.
     *
     * @return at least 1
     */
    @WithDefault("20")
    int breakerVolume();

    /**
     * How long the circuit breaker keeps all requests back before one may try.
     *
     * @return more than zero
     */
    @WithDefault("5s")
    Duration breakerRest();

    /**
     * The models that requests may name, beside the default one.
     *
     * @return empty for any
     */
    Optional<List<String>> allowed();

    /**
     * The largest output limit that a request may ask for; one that asks for more is refused.
     *
     * @return in tokens, at least 1
     */
    @WithDefault("128000")
    int maxOutputTokens();

    /**
     * How many answers a request may ask for at once ({@code n}); each is paid for.
     *
     * @return at least 1
     */
    @WithDefault("8")
    int maxChoices();
}
