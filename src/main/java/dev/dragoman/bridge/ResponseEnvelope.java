package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * The fields of a response besides its output: those about its origin, and those repeated from the request.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">The response object</a>
 */
final class ResponseEnvelope {
    /** The fields that a response repeats from its request. One that was not sent has the API's default. */
    private static final List<String> REPEATED = List.of(
            "instructions",
            "max_output_tokens",
            "metadata",
            "parallel_tool_calls",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "user");

    private static final BigDecimal ONE = new BigDecimal("1.0");

    private static final Set<String> OF_CHAT =
            Set.of("id", "object", "created", "model", "choices", "usage", "error", "obfuscation");

    private final ObjectNode request;
    private final ObjectNode provenance = Json.object();
    private final ObjectNode unknown = Json.object();
    private String id = "";

    ResponseEnvelope(ObjectNode request) {
        this.request = request;
    }

    /** Reads where a chat completion, or a chunk of one, is from. The first value that says something wins. */
    void addOrigin(ObjectNode chat) {
        if (id.isEmpty()) {
            id = IdConversion.bare(chat.path("id"), IdConversion.CHAT);
        }
        first("created_at", chat.path("created"));
        first("model", chat.path("model"));
    }

    private void first(String field, JsonNode value) {
        if (!provenance.has(field) && !Json.saysNothing(value)) {
            provenance.set(field, value.deepCopy());
        }
    }

    /** Reads the fields of a chat completion, or of a chunk of one, that Dragoman does not know. */
    void add(ObjectNode chat) {
        chat.forEachEntry((field, value) -> {
            if (!OF_CHAT.contains(field) && !value.isNull() && !(unknown.has(field) && Json.saysNothing(value))) {
                unknown.set(field, value.deepCopy());
            }
        });
    }

    /** Whether the provider has told an id. */
    boolean hasId() {
        return !id.isEmpty();
    }

    /** The response's id without its prefix; the ids of items contain it. */
    String bareId() {
        return id;
    }

    /** Keeps a field that Dragoman does not know and that arrived before any item. */
    void addUnknown(String field, JsonNode value) {
        unknown.set(field, value.deepCopy());
    }

    /** The response while it is in progress, without any output. */
    ObjectNode response() {
        ObjectNode response = unknown.deepCopy();
        response.put("id", IdConversion.RESPONSE + id).put("object", "response").put("status", "in_progress");
        response.set(
                "model",
                request.path("model").isTextual()
                        ? request.path("model")
                        : Json.object().textNode(""));
        response.setAll(provenance.deepCopy());
        defaults(response);
        for (String field : REPEATED) {
            if (request.hasNonNull(field)) {
                response.set(field, request.path(field).deepCopy());
            }
        }
        response.putArray("output");
        return response;
    }

    private static void defaults(ObjectNode response) {
        response.put("background", false)
                .put("parallel_tool_calls", true)
                .put("store", false)
                .put("temperature", ONE)
                .put("tool_choice", "auto")
                .put("top_logprobs", 0)
                .put("top_p", ONE)
                .put("truncation", "disabled");
        for (String none : List.of(
                "error",
                "incomplete_details",
                "instructions",
                "max_output_tokens",
                "max_tool_calls",
                "previous_response_id",
                "usage",
                "user")) {
            response.putNull(none);
        }
        response.putObject("metadata");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.putObject("text").putObject("format").put("type", "text");
        response.putArray("tools");
    }
}
