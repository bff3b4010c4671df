package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream ends with. Its terminal event is held back until the answer is stored. If the ask has failed, an error is
 * sent instead, so that no caller takes the stream for a success.
 */
public final class StreamEnding {
    private StreamEnding() {}

    /**
     * The last event.
     *
     * @param endpoint the endpoint in whose format the stream is
     * @param answer the response if it were sent whole
     * @param last the terminal event that was held back; null if none arrived
     * @param passed how many events were passed on before
     * @return empty if there is nothing to add
     */
    public static Optional<ServerSentEvent> of(
            Endpoint endpoint, HttpAnswer answer, @Nullable ServerSentEvent last, int passed) {
        boolean ownFailure = last != null && "response.failed".equals(last.name());
        return answer.status() < 400 || ownFailure
                ? Optional.ofNullable(last)
                : Optional.of(error(endpoint, answer.body(), passed));
    }

    // Chat completions have no event of that name; clients look for an error in the data.
    private static ServerSentEvent error(Endpoint endpoint, JsonNode body, int passed) {
        if (endpoint == Endpoint.CHAT) {
            return ServerSentEvent.of(Json.text(body));
        }
        ObjectNode event = Json.object().put("type", "error").put("sequence_number", passed);
        for (String field : new String[] {"code", "message", "param"}) {
            event.set(field, body.path("error").path(field));
        }
        return ServerSentEvent.of("error", Json.text(event));
    }
}
