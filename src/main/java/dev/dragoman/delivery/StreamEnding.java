package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream ends with. Its last event is kept back until the answer is judged and stored: where that went wrong an
 * error stands in its place, so that no caller takes the stream for a good one.
 */
public final class StreamEnding {
    private StreamEnding() {}

    /**
     * The last event.
     *
     * @param endpoint in whose words
     * @param answer the response that the ask would have got in one piece
     * @param last the event that was kept back; null where none came
     * @param passed how many events were passed on before
     * @return empty where there is nothing to add
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
