package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/** The error that an event reports, wherever the provider put it. */
final class StreamError {
    private StreamError() {}

    /**
     * Looks for the error of an event: the {@code error} of its JSON, or all it says, where the event itself is named so.
     *
     * @param json its data; null where that is not JSON
     * @return an object or a text; null where the event reports no error
     */
    static @Nullable JsonNode of(ServerSentEvent event, @Nullable JsonNode json) {
        if (json instanceof ObjectNode object) {
            if (object.hasNonNull("error")) {
                return object.path("error");
            }
            boolean isNamedSo =
                    "error".equals(event.name()) || object.path("type").asText().equals("error");
            return isNamedSo ? details(object) : null;
        }
        return "error".equals(event.name()) ? TextNode.valueOf(event.data()) : null;
    }

    // As the event's own fields these say nothing of the error; a type that is one is kept.
    private static ObjectNode details(ObjectNode event) {
        ObjectNode details = event.deepCopy();
        details.remove("sequence_number");
        if (details.path("type").asText().equals("error")) {
            details.remove("type");
        }
        return details;
    }

    /** The error in the shape of a whole response. */
    static ObjectNode envelope(JsonNode error) {
        return Json.object().set("error", error.deepCopy());
    }
}
