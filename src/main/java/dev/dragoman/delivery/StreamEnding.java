package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.ServerSentEvent.Role;
import dev.dragoman.stream.StreamError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one stream ends with. The event that ends it is held back until the answer is stored. A failed stream ends with
 * what the provider said of the failure. If the provider said nothing, Dragoman says it: in the data of a chat completion,
 * for responses in {@code error} and {@code response.failed}. Not for use by two threads.
 */
final class StreamEnding {
    /** The event with the response comes first; some servers send others before it. */
    private static final int LOOKED_AT = 3;

    /** In characters: a longer one is not read again only to tell which response has failed. */
    private static final int LARGEST_LOOKED_AT = 64 * 1024;

    private final Endpoint endpoint;
    private int passed;
    private ObjectNode begun = Json.object();
    private @Nullable JsonNode error;
    private @Nullable ServerSentEvent last;

    /**
     * @param endpoint the endpoint in whose format the stream is
     */
    StreamEnding(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Looks at the next event.
     *
     * @return the event to pass on now; null if it is held back
     */
    @Nullable
    ServerSentEvent next(ServerSentEvent event) {
        if (event.role().isLast()) {
            last = event;
            return null;
        }
        if (event.role() == Role.ERROR) {
            error = StreamError.of(event, event.json());
            passed++;
            return event;
        }
        if (event.role() == Role.PIECE) {
            look(event);
            passed++;
        }
        return event;
    }

    private void look(ServerSentEvent event) {
        if (endpoint == Endpoint.RESPONSES
                && passed < LOOKED_AT
                && begun.isEmpty()
                && event.text().length() <= LARGEST_LOOKED_AT
                && event.json() instanceof ObjectNode data
                && data.path("response") instanceof ObjectNode response) {
            begun = response;
        }
    }

    /**
     * Whether the stream has to look broken: it failed, and the provider did not end it itself. Many clients do not look at
     * errors in a stream, but all notice a connection that breaks off.
     *
     * @param answer the response if it were sent whole
     */
    boolean isBroken(HttpAnswer answer) {
        return answer.status() >= 400 && !isOf(Role.FAILED);
    }

    /**
     * The last events.
     *
     * @param answer the response if it were sent whole
     * @return at least one if the stream is broken
     */
    List<ServerSentEvent> events(HttpAnswer answer) {
        ServerSentEvent held = last;
        if (!isBroken(answer)) {
            return held == null ? List.of() : List.of(held);
        }
        if (endpoint == Endpoint.CHAT) {
            return List.of(held != null && isOf(Role.LAST_ERROR) ? held : ServerSentEvent.of(Json.text(answer.body())));
        }
        List<ServerSentEvent> events = new ArrayList<>();
        JsonNode said = error;
        if (said == null) {
            said = answer.body().path("error");
            events.add(FailureEvents.error(passed++, said));
        }
        events.add(FailureEvents.failed(passed, begun, said));
        return events;
    }

    private boolean isOf(Role role) {
        return last != null && last.role() == role;
    }
}
