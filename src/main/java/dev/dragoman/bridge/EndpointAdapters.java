package dev.dragoman.bridge;

import dev.dragoman.event.Endpoint;

/** The two bridges there are. */
public final class EndpointAdapters {
    private EndpointAdapters() {}

    /**
     * The bridge for a provider that lacks an endpoint.
     *
     * @param asked the endpoint that the caller asked, and the provider lacks
     * @return carries it over the other one
     */
    public static EndpointAdapter of(Endpoint asked) {
        return switch (asked) {
            case RESPONSES -> new ResponsesOverChat();
            case CHAT -> new ChatOverResponses();
        };
    }
}
