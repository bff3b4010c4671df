package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the error that an event reports; providers put it in different places. */
public final class StreamError {
    private StreamError() {}

    /**
     * Finds the error of an event: the {@code error} field of its JSON or, if the event itself is named {@code error},
     * all of its data. A response's other events are never errors, even if they have such a field. An {@code error} that
     * says nothing, such as {@code {}}, is none.
     *
     * @param event as the provider sent it
     * @param json its data; null if that is not JSON
     * @return an object or a text; null if the event reports no error
     */
    public static @Nullable JsonNode of(ServerSentEvent event, @Nullable JsonNode json) {
        if (json instanceof ObjectNode object) {
            if (object.path("type")
                    .asText(event.name() == null ? "" : event.name())
                    .startsWith("response.")) {
                return null;
            }
            if (!Json.saysNothing(object.path("error"))) {
                return object.path("error");
            }
            boolean isNamedSo =
                    "error".equals(event.name()) || object.path("type").asText().equals("error");
            return isNamedSo ? details(object) : null;
        }
        return "error".equals(event.name()) ? TextNode.valueOf(event.data()) : null;
    }

    /**
     * Finds what a chat completion says of its own failure, beside a {@code finish_reason} that tells of one.
     *
     * @param completion the whole one, or a chunk
     * @param choice its choice
     * @return an error in any form, or a text; missing if nothing is said
     */
    public static JsonNode ofChoice(JsonNode completion, JsonNode choice) {
        return Stream.of(
                        choice.path("error"),
                        choice.path("message").path("error"),
                        choice.path("delta").path("error"),
                        completion.path("error"),
                        text(choice, "error_message"),
                        text(choice, "finish_message"),
                        text(choice, "message"),
                        text(completion, "message"),
                        text(completion, "detail"))
                .filter(said -> !Json.saysNothing(said))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static JsonNode text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field) : MissingNode.getInstance();
    }

    // These fields describe the event, not the error. A type other than "error" is the error's own and is kept.
    private static ObjectNode details(ObjectNode event) {
        ObjectNode details = event.deepCopy();
        details.remove("sequence_number");
        if (details.path("type").asText().equals("error")) {
            details.remove("type");
        }
        return details;
    }

    /** Whether an event has an {@code error} that says nothing, and nothing beside it: no answer begins with it. */
    static boolean isEmpty(ObjectNode event) {
        return event.has("error") && Json.saysNothing(event);
    }

    /** The error in the shape of a whole response. */
    static ObjectNode envelope(JsonNode error) {
        return Json.object().set("error", error.deepCopy());
    }
}
