package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;

/** The events by which a provider tells of a failure, without the secrets that their messages may have. */
public final class SanitizedEvent {
    private static final String MESSAGE = "message";
    private static final List<String> ABOVE_MESSAGES = List.of("error", "response", "details", "metadata");

    private SanitizedEvent() {}

    /**
     * An event without secrets in its messages.
     *
     * @param event any event
     * @return the same if it tells of no failure, or has none
     */
    public static ServerSentEvent of(ServerSentEvent event) {
        return switch (event.role()) {
            case ERROR, LAST_ERROR, FAILED -> masked(event);
            case PING, PIECE, END -> event;
        };
    }

    private static ServerSentEvent masked(ServerSentEvent event) {
        if (!(event.json() instanceof ObjectNode said)) {
            return event;
        }
        ObjectNode data = said.deepCopy();
        if (!mask(data)) {
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
            changed = mask(node, MESSAGE, message.textValue());
        }
        for (String field : ABOVE_MESSAGES) {
            JsonNode inner = node.path(field);
            if (inner instanceof ObjectNode object) {
                changed |= mask(object);
            } else if (inner.isTextual() && field.equals("error")) {
                changed |= mask(node, field, inner.textValue());
            }
        }
        return changed;
    }

    private static boolean mask(ObjectNode node, String field, String text) {
        String masked = SanitizedText.masked(text);
        node.put(field, masked);
        return !masked.equals(text);
    }
}
