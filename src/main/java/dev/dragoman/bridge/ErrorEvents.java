package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/** Converts an error in the middle of a stream. */
final class ErrorEvents {
    private static final String UNKNOWN = "The provider ended the answer with an error.";

    private ErrorEvents() {}

    /** The fields of an {@code error} event of responses. */
    static ObjectNode toResponses(JsonNode error) {
        JsonNode said = innermost(error);
        return Json.object()
                .put("code", said.path("code").asText(said.path("type").asText("server_error")))
                .put("message", message(said))
                .put("param", said.path("param").textValue());
    }

    /** The error of a response that failed by itself; {@code error} may be missing. */
    static ObjectNode ofAnswer(JsonNode error) {
        return Json.object()
                .put("code", innermost(error).path("code").asText("server_error"))
                .put(
                        "message",
                        error.isMissingNode() ? "The model failed to generate a response." : message(innermost(error)));
    }

    /** The whole data of the last event of a broken stream of chat completions, or a whole answer. */
    static ObjectNode toChat(JsonNode error) {
        JsonNode said = innermost(error);
        ObjectNode chat = Json.object();
        chat.putObject("error")
                .put("message", message(said))
                .put("type", said.path("type").asText("server_error"))
                .put("param", said.path("param").textValue())
                .put("code", said.path("code").asText(null));
        return chat;
    }

    private static String message(JsonNode error) {
        return error.isTextual() ? error.textValue() : error.path("message").asText(UNKNOWN);
    }

    // GMI wraps the error of the model's own server, and only the inner one says what is wrong.
    private static JsonNode innermost(JsonNode error) {
        JsonNode inner = error.path("details").path("error");
        return inner.isObject() ? innermost(inner) : error;
    }
}
