package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/** One choice of a chat completion, as far as it has come. */
final class ChoiceAccumulator {
    private final ObjectAccumulator message = new ObjectAccumulator();
    private final ObjectAccumulator logprobs = new ObjectAccumulator();
    private final ObjectNode others = Json.object();

    void add(JsonNode choice) {
        choice.properties().forEach(field -> add(field.getKey(), field.getValue()));
    }

    private void add(String name, JsonNode value) {
        if (name.equals("delta")) {
            message.add(value);
        } else if (name.equals("logprobs") && value.isObject()) {
            logprobs.add(value);
        } else if (!value.isNull() || !others.has(name)) {
            others.set(name, value);
        }
    }

    long written() {
        return message.written("message");
    }

    ObjectNode tree(int index) {
        ObjectNode tree = Json.object().put("index", index);
        // A server that says it whole in the end instead of in pieces is taken at its word.
        if (!message.isEmpty() || !others.path("message").isObject()) {
            tree.set("message", message());
        }
        others.properties().stream()
                .filter(field -> !tree.has(field.getKey()))
                .forEach(field -> tree.set(field.getKey(), field.getValue().deepCopy()));
        if (!logprobs.isEmpty()) {
            tree.set("logprobs", logprobs.tree());
        }
        return tree;
    }

    private ObjectNode message() {
        ObjectNode said = message.tree();
        if (said.path("refusal").asText("").isEmpty()) {
            said.remove("refusal");
        }
        // A whole message says where a call stands by its place alone.
        for (JsonNode call : said.path("tool_calls")) {
            if (call instanceof ObjectNode object) {
                object.remove("index");
            }
        }
        ObjectNode tree = Json.object().put("role", said.path("role").asText("assistant"));
        JsonNode content = said.path("content");
        tree.set("content", content.isMissingNode() || content.asText("x").isEmpty() ? null : content);
        said.properties().stream()
                .filter(field -> !tree.has(field.getKey()))
                .forEach(field -> tree.set(field.getKey(), field.getValue()));
        return tree;
    }
}
