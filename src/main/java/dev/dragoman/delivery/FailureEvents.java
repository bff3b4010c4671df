package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.SanitizedText;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;

/** The events that tell of a failure: the provider's without its secrets, and Dragoman's own for responses. */
final class FailureEvents {
    private static final String MESSAGE = "message";
    private static final List<String> ABOVE_MESSAGES = List.of("error", "response", "details", "metadata");

    private FailureEvents() {}

    /** The same event, without the secrets that its messages may have; as it came if they have none. */
    static ServerSentEvent masked(ServerSentEvent event) {
        if (!(event.json() instanceof ObjectNode data) || !mask(data)) {
            return event;
        }
        String text = Json.text(data);
        ServerSentEvent masked =
                event.name() == null ? ServerSentEvent.of(text) : ServerSentEvent.of(event.name(), text);
        return masked.as(event.role());
    }

    private static boolean mask(ObjectNode node) {
        boolean changed = false;
        JsonNode message = node.path(MESSAGE);
        if (message.isTextual()) {
            String masked = SanitizedText.masked(message.textValue());
            changed = !masked.equals(message.textValue());
            node.put(MESSAGE, masked);
        }
        for (String field : ABOVE_MESSAGES) {
            JsonNode inner = node.path(field);
            if (inner instanceof ObjectNode object) {
                changed |= mask(object);
            } else if (inner.isTextual() && field.equals("error")) {
                String masked = SanitizedText.masked(inner.textValue());
                changed |= !masked.equals(inner.textValue());
                node.put(field, masked);
            }
        }
        return changed;
    }

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
