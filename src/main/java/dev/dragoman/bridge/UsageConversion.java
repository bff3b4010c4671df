package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Map;

/** Renames the counts of tokens. A count that only one endpoint has keeps its name. */
final class UsageConversion {
    private static final Map<String, String> TO_RESPONSES = Map.of(
            "prompt_tokens", "input_tokens",
            "prompt_tokens_details", "input_tokens_details",
            "completion_tokens", "output_tokens",
            "completion_tokens_details", "output_tokens_details");
    private static final Map<String, String> TO_CHAT = Map.of(
            "input_tokens", "prompt_tokens",
            "input_tokens_details", "prompt_tokens_details",
            "output_tokens", "completion_tokens",
            "output_tokens_details", "completion_tokens_details");

    private UsageConversion() {}

    static JsonNode toResponses(JsonNode usage) {
        JsonNode renamed = renamed(usage, TO_RESPONSES);
        if (renamed instanceof ObjectNode counts) {
            // Required by the Responses API, and left out by many servers of chat completions.
            detail(counts, "input_tokens_details", "cached_tokens");
            detail(counts, "output_tokens_details", "reasoning_tokens");
        }
        return renamed;
    }

    static JsonNode toChat(JsonNode usage) {
        return renamed(usage, TO_CHAT);
    }

    private static JsonNode renamed(JsonNode usage, Map<String, String> names) {
        if (!usage.isObject()) {
            return NullNode.instance;
        }
        ObjectNode renamed = Json.object();
        usage.forEachEntry((name, value) -> renamed.set(names.getOrDefault(name, name), value.deepCopy()));
        return renamed;
    }

    private static void detail(ObjectNode counts, String details, String name) {
        ObjectNode known = counts.get(details) instanceof ObjectNode object ? object : counts.putObject(details);
        if (!known.has(name)) {
            known.put(name, 0);
        }
    }
}
