package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
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
     * How long the whole call may take.
     *
     * @return more than zero
     */
    @WithDefault("300s")
    Duration totalTimeout();
}
