package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** A tree as its leaves: texts, numbers with all their digits, and what is empty, each with where it stands. */
final class Leaves {
    private Leaves() {}

    /** Equal for two trees only when they are the same to the last digit; the order of members does not count. */
    static Map<String, String> of(JsonNode tree) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isValueNode() || node.isEmpty()) {
            leaves.put(path, Json.text(node));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.path(i), leaves);
            }
        } else {
            node.properties().forEach(member -> collect(path + "/" + member.getKey(), member.getValue(), leaves));
        }
    }
}
