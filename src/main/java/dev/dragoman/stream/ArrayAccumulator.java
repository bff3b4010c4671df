package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.stream.CallPieces.CallKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An array that a stream gives piece by piece. An element with an {@code index}, or a tool call without one, is a piece of
 * the element that {@link CallPieces} finds; any other element is whole and is appended.
 */
final class ArrayAccumulator implements DeltaAccumulator {
    private final TreeMap<CallKey, ObjectAccumulator> pieces = new TreeMap<>();
    private final CallPieces calls = new CallPieces();
    private final List<JsonNode> others = new ArrayList<>();

    void add(JsonNode element) {
        if (isPiece(element)) {
            pieces.computeIfAbsent(calls.callOf(element), any -> new ObjectAccumulator())
                    .add(element);
        } else {
            others.add(element);
        }
    }

    private static boolean isPiece(JsonNode element) {
        return CallPieces.hasIndex(element)
                || element.path("function").isObject()
                || element.path("custom").isObject();
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
