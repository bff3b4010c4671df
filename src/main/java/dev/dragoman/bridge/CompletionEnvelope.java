package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Set;

/** The fields of a chat completion, and of each chunk of one, besides its choices. */
final class CompletionEnvelope {
    /** The fields of a response that a chat completion does not have. Others, which are not known, are kept. */
    private static final Set<String> OF_RESPONSES = Set.of(
            "background",
            "completed_at",
            "conversation",
            "created_at",
            "error",
            "id",
            "incomplete_details",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "model",
            "object",
            "output",
            "output_text",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "status",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "usage",
            "user",
            "frequency_penalty",
            "presence_penalty");

    private CompletionEnvelope() {}

    static ObjectNode of(JsonNode response, String object) {
        ObjectNode envelope = Json.object()
                .put("id", IdConversion.CHAT + IdConversion.bare(response.path("id"), IdConversion.RESPONSE))
                .put("object", object);
        copy(response, "created_at", envelope, "created");
        copy(response, "model", envelope, "model");
        response.forEachEntry((field, value) -> {
            if (!OF_RESPONSES.contains(field) && !value.isNull()) {
                envelope.set(field, value.deepCopy());
            }
        });
        return envelope;
    }

    private static void copy(JsonNode from, String field, ObjectNode to, String name) {
        if (from.hasNonNull(field)) {
            to.set(name, from.path(field).deepCopy());
        }
    }
}
