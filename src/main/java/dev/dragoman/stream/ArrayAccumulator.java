package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dragoman.json.JsonWeight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An array that a stream gives piece by piece. An element with an {@code index} is a piece of the element with that
 * index; an element without one is whole and is appended. Some servers leave out the index of tool calls: then the id
 * tells which call a piece belongs to, and a piece without an id belongs to the last call.
 */
final class ArrayAccumulator implements DeltaAccumulator {
    private final TreeMap<Integer, ObjectAccumulator> pieces = new TreeMap<>();
    private final Map<String, Integer> indexesById = new HashMap<>();
    private final List<JsonNode> others = new ArrayList<>();
    private int last = -1;

    void add(JsonNode element) {
        Integer index = indexOf(element);
        if (index == null) {
            others.add(element);
        } else {
            last = index;
            pieces.computeIfAbsent(index, any -> new ObjectAccumulator()).add(element);
        }
    }

    private @Nullable Integer indexOf(JsonNode element) {
        JsonNode index = element.path("index");
        String id = element.path("id").asText("");
        if (index.isIntegralNumber() && index.canConvertToInt()) {
            indexesById.putIfAbsent(id, index.intValue());
            return index.intValue();
        }
        boolean isCall =
                element.path("function").isObject() || element.path("custom").isObject();
        if (!isCall) {
            return null;
        }
        if (id.isEmpty()) {
            return Math.max(last, 0);
        }
        return indexesById.computeIfAbsent(id, any -> pieces.isEmpty() ? 0 : pieces.lastKey() + 1);
    }

    @Override
    public ArrayNode tree() {
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        pieces.values().forEach(piece -> tree.add(piece.tree()));
        tree.addAll(others);
        return tree;
    }

    @Override
    public long weight() {
        long weight =
                pieces.values().stream().mapToLong(ObjectAccumulator::weight).sum();
        for (JsonNode other : others) {
            weight += JsonWeight.OF_A_VALUE + JsonWeight.of(other);
        }
        return weight;
    }

    @Override
    public long written(String field) {
        return pieces.values().stream().mapToLong(piece -> piece.written(field)).sum();
    }
}
