package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One item of a response's output, as far as it has been received. */
final class OutputItemAccumulator {
    private @Nullable ObjectNode item;
    private boolean done;
    private final Map<Integer, Part> parts = new TreeMap<>();

    /** One part of a message: its JSON as last sent whole, and the text that has been added since. */
    private static final class Part {
        private ObjectNode part = Json.object();
        private String field = "";
        private final StringBuilder text = new StringBuilder();

        ObjectNode tree() {
            return text.isEmpty()
                    ? part
                    : Json.object().<ObjectNode>setAll(part).put(field, text.toString());
        }
    }

    void begin(JsonNode begun) {
        if (!done && begun instanceof ObjectNode object) {
            item = object;
        }
    }

    void end(JsonNode whole) {
        if (whole instanceof ObjectNode object) {
            item = object;
            done = true;
            parts.clear();
        }
    }

    void part(ObjectNode event, JsonNode whole) {
        if (!done && whole instanceof ObjectNode object) {
            Part part = at(event);
            part.part = object;
            part.text.setLength(0);
        }
    }

    /** Adds text to a part; {@code field} is the name of the field that holds the text in a part of that type. */
    void text(ObjectNode event, String type, String field) {
        if (done) {
            return;
        }
        Part part = at(event);
        if (part.part.isEmpty()) {
            part.part = Json.object().put("type", type);
        }
        part.field = field;
        part.text.append(event.path("delta").asText(""));
        if (item == null) {
            item = Json.object()
                    .put("type", "message")
                    .put("status", "in_progress")
                    .put("role", "assistant");
        }
    }

    long weight() {
        long weight = item == null ? 0 : JsonWeight.of(item);
        for (Part part : parts.values()) {
            weight += JsonWeight.OF_A_VALUE + JsonWeight.of(part.part) + part.text.length();
        }
        return weight;
    }

    private Part at(ObjectNode event) {
        return parts.computeIfAbsent(event.path("content_index").asInt(0), any -> new Part());
    }

    void addTo(ArrayNode output) {
        if (item == null) {
            return;
        }
        ObjectNode tree = Json.object().setAll(item);
        if (!parts.isEmpty()) {
            ArrayNode content = tree.putArray("content");
            parts.values().forEach(part -> content.add(part.tree()));
        }
        output.add(tree);
    }
}
