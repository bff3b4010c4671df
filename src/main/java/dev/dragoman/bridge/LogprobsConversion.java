package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/** Converts the logprobs of a choice. Both endpoints describe a token with the same fields. */
final class LogprobsConversion {
    private LogprobsConversion() {}

    /** Wraps those of a text as a choice has them; a JSON null if there are none. */
    static JsonNode ofChoice(JsonNode tokens) {
        if (!tokens.isArray() || tokens.isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode logprobs = Json.object();
        ArrayNode content = logprobs.putArray("content");
        for (JsonNode token : tokens) {
            content.add(complete(token));
        }
        return logprobs.putNull("refusal");
    }

    // The events of responses leave out a token's bytes, which chat completions require, if only as null.
    private static JsonNode complete(JsonNode token) {
        JsonNode copy = token.deepCopy();
        if (copy instanceof ObjectNode object && !object.has("bytes")) {
            object.putNull("bytes");
        }
        copy.path("top_logprobs").forEach(alternative -> {
            if (alternative instanceof ObjectNode object && !object.has("bytes")) {
                object.putNull("bytes");
            }
        });
        return copy;
    }
}
