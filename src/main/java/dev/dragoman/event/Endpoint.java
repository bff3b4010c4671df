package dev.dragoman.event;

import java.util.Optional;

/** The two endpoints of an OpenAI-compatible provider that answer an ask. */
public enum Endpoint {
    CHAT("chat", "/chat/completions", "messages"),
    RESPONSES("responses", "/responses", "input");

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
     * The field whose presence tells this endpoint's bodies from the other's.
     *
     * @return a top-level field name
     */
    public String marker() {
        return marker;
    }

    /**
     * The name in an ask's {@code endpoint} and in receipts.
     *
     * @return {@code chat} or {@code responses}
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
     * The endpoint that an HTTP call is made to.
     *
     * @param path as {@code /v1/responses}
     * @return empty for any other path
     */
    public static Optional<Endpoint> called(String path) {
        for (Endpoint endpoint : values()) {
            if (path.equals("/v1" + endpoint.path())) {
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
