package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;

/** Dragoman's own events that tell of a failure, for responses. */
final class FailureEvents {
    private static final String MESSAGE = "message";

    private FailureEvents() {}

    /**
     * The event {@code error}.
     *
     * @param number its sequence number
     * @param error an error of the API
     */
    static ServerSentEvent error(int number, JsonNode error) {
        ObjectNode event = Json.object().put("type", "error").put("sequence_number", number);
        for (String field : List.of("code", MESSAGE, "param")) {
            event.set(field, error.path(field));
        }
        return ServerSentEvent.of("error", Json.text(event));
    }

    /**
     * The event {@code response.failed}, which some clients wait for.
     *
     * @param number its sequence number
     * @param begun the response as its first event told it; empty if none did
     * @param error an error of the API
     */
    static ServerSentEvent failed(int number, ObjectNode begun, JsonNode error) {
        ObjectNode response = Json.object().put("object", "response");
        response.putArray("output");
        response.setAll(begun.deepCopy());
        response.put("status", "failed");
        response.putObject("error").put("code", code(error)).put(MESSAGE, message(error));
        ObjectNode event = Json.object().put("type", "response.failed").put("sequence_number", number);
        return ServerSentEvent.of("response.failed", Json.text(event.set("response", response)));
    }

    private static String code(JsonNode error) {
        return error.path("code").asText(error.path("type").asText("server_error"));
    }

    private static String message(JsonNode error) {
        return error instanceof TextNode text
                ? text.textValue()
                : error.path(MESSAGE).asText("The provider ended the answer with an error.");
    }
}
