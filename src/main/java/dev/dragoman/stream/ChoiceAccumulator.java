package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import org.jspecify.annotations.Nullable;

/** One choice of a chat completion, as far as it has been received. */
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
        } else if (replaces(others.get(name), value)) {
            others.set(name, value);
        }
    }

    // Azure has chunks in between whose fields are all there and all blank.
    static boolean replaces(@Nullable JsonNode before, JsonNode value) {
        return before == null || !Json.saysNothing(value) || (!value.isNull() && Json.saysNothing(before));
    }

    boolean isFinished() {
        return !others.path("finish_reason").asText("").isBlank();
    }

    long written() {
        return message.written("message");
    }

    long weight() {
        return message.weight() + logprobs.weight() + JsonWeight.of(others);
    }

    ObjectNode tree(int index) {
        ObjectNode tree = Json.object().put("index", index);
        // Some servers send the whole message in the last chunk instead of pieces: then that one is used.
        if (!message.isEmpty() || !others.path("message").isObject()) {
            tree.set("message", message());
        }
        others.properties().stream()
                .filter(field -> !tree.has(field.getKey()))
                .forEach(field -> tree.set(field.getKey(), field.getValue()));
        if (!logprobs.isEmpty()) {
            tree.set("logprobs", logprobs.tree());
        }
        return tree;
    }

    private ObjectNode message() {
        ObjectNode received = message.tree();
        if (received.path("refusal").asText("").isEmpty()) {
            received.remove("refusal");
        }
        // In a whole message, calls have no index: their order says it.
        for (JsonNode call : received.path("tool_calls")) {
            if (call instanceof ObjectNode object) {
                object.remove("index");
            }
        }
        ObjectNode tree = Json.object().put("role", received.path("role").asText("assistant"));
        JsonNode content = received.path("content");
        boolean empty = content.isContainerNode()
                ? content.isEmpty()
                : content.asText("").isEmpty();
        tree.set("content", empty ? null : content);
        received.properties().stream()
                .filter(field -> !tree.has(field.getKey()))
                .forEach(field -> tree.set(field.getKey(), field.getValue()));
        return tree;
    }
}
