package dev.dragoman.event;

import java.util.Optional;

/** The endpoints of an OpenAI-compatible provider that asks are sent to. */
public enum Endpoint {
    CHAT("chat", "/chat/completions", "messages"),
    RESPONSES("responses", "/responses", "input"),
    /** Of lines in batches only; HTTP calls to it are passed through. Nothing is translated. */
    EMBEDDINGS("embeddings", "/embeddings", "input");

    private final String label;
    private final String path;
    private final String marker;

    Endpoint(String label, String path, String marker) {
        this.label = label;
        this.path = path;
        this.marker = marker;
    }

    /**
     * The path below the provider's {@code /v1}.
     *
     * @return with a leading slash
     */
    public String path() {
        return path;
    }

    /**
     * The field with what is asked.
     *
     * @return a top-level field name; it tells bodies of chat from those of responses
     */
    public String marker() {
        return marker;
    }

    /**
     * The name in an ask's {@code endpoint} and in receipts.
     *
     * @return {@code chat}, {@code responses} or {@code embeddings}
     */
    public String label() {
        return label;
    }

    /**
     * The endpoint of that name.
     *
     * @param label as {@link #label()}
     * @return empty for any other text
     */
    public static Optional<Endpoint> named(String label) {
        for (Endpoint endpoint : values()) {
            if (endpoint.label().equals(label)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a model writes the answer.
     *
     * @return false for embeddings
     */
    public boolean generates() {
        return this != EMBEDDINGS;
    }

    /**
     * The endpoint that the lines of a batch are for.
     *
     * @param url as {@code /v1/embeddings}
     * @return empty for any other text
     */
    public static Optional<Endpoint> ofLines(String url) {
        return url.equals("/v1" + EMBEDDINGS.path) ? Optional.of(EMBEDDINGS) : called(url);
    }

    /**
     * The endpoint that answers an HTTP call.
     *
     * @param path as {@code /v1/responses}
     * @return empty for any other path, embeddings included
     */
    public static Optional<Endpoint> called(String path) {
        for (Endpoint endpoint : values()) {
            if (endpoint.generates() && path.equals("/v1" + endpoint.path())) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /**
     * The endpoint in whose format the events of a stream are.
     *
     * @param path of the call, as {@code /v1/responses/resp_1}
     * @return chat completions for what is not below {@code /v1/responses}
     */
    public static Endpoint ofEvents(String path) {
        return path.startsWith("/v1" + RESPONSES.path) ? RESPONSES : CHAT;
    }
}
