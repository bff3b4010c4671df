package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ResponsesEventWriter;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamError;
import java.util.List;

/**
 * Converts the chunks of a chat completion to the events of a response. Each delta is passed on at once. The last event
 * waits for {@code [DONE]}, because the usage comes after the finish reason. Events that are no chunks are left out.
 */
final class ChatToResponsesEvents implements EventTranslation {
    private final ResponsesEventWriter events = new ResponsesEventWriter();
    private final ResponseBuilder response;
    private boolean ended;

    ChatToResponsesEvents(ObjectNode request) {
        this.response = new ResponseBuilder(events, request);
    }

    @Override
    public List<ServerSentEvent> translate(ServerSentEvent event) {
        if (event.data() == null) {
            return List.of(event);
        }
        if (ended) {
            return List.of();
        }
        if (event.role() == ServerSentEvent.Role.PING) {
            return List.of(ServerSentEvent.ping());
        }
        read(event);
        return events.take();
    }

    private void read(ServerSentEvent event) {
        if (event.isDone()) {
            done();
            return;
        }
        JsonNode json = event.json();
        JsonNode error = StreamError.of(event, json);
        if (error != null) {
            fail(error);
        } else if (json instanceof ObjectNode chunk
                && (response.hasRead() || chunk.path("choices").isArray())) {
            response.add(chunk, "delta");
        }
    }

    private void done() {
        if (response.hasRead()) {
            ended = true;
            response.end();
        } else {
            fail(Json.object().put("message", "The provider ended the stream without an answer."));
        }
    }

    private void fail(JsonNode error) {
        ended = true;
        events.write("error", ErrorEvents.toResponses(error));
    }
}
