package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * NaN and Infinity. JSON has no such numbers, and most readers refuse them, but Python writes and reads them: a log probability
 * may be one.
 */
final class NonNumbers {
    private NonNumbers() {}

    /** Whether the tree may hold one: false spares a look at the whole tree. */
    static boolean mayBeIn(String json) {
        return json.contains("NaN") || json.contains("Infinity") || json.contains("INF");
    }

    /** Puts null in the place of each, in the tree itself; another node only if the tree is one of them. */
    static JsonNode mended(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(mended(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, mended(array.get(i)));
            }
        } else if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
            return NullNode.instance;
        }
        return node;
    }
}
