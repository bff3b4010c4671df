package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An object whose fields are accumulated, each by the rules for its own name and kind. */
final class ObjectAccumulator implements DeltaAccumulator {
    /** The fields of chat completions whose objects are sent in pieces. */
    static final Set<String> FIELDS = Set.of("function", "function_call", "custom", "audio", "logprobs");

    private final Map<String, DeltaAccumulator> fields = new LinkedHashMap<>();

    void add(JsonNode piece) {
        piece.properties()
                .forEach(field -> fields.compute(
                        field.getKey(), (name, before) -> DeltaAccumulator.accumulate(name, before, field.getValue())));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    @Override
    public ObjectNode tree() {
        ObjectNode tree = Json.object();
        fields.forEach((name, value) -> tree.set(name, value.tree()));
        return tree;
    }

    @Override
    public long weight() {
        long weight = JsonWeight.OF_A_VALUE;
        for (Map.Entry<String, DeltaAccumulator> entry : fields.entrySet()) {
            weight += JsonWeight.OF_A_VALUE
                    + entry.getKey().length()
                    + entry.getValue().weight();
        }
        return weight;
    }

    @Override
    public long written(String field) {
        long written = 0;
        for (Map.Entry<String, DeltaAccumulator> entry : fields.entrySet()) {
            written += entry.getValue().written(entry.getKey());
        }
        return written;
    }
}
