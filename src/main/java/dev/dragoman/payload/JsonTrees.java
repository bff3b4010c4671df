package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads JSON trees whose shape has not been checked. */
final class JsonTrees {
    private JsonTrees() {}

    /**
     * The objects in an array.
     *
     * @param array any node
     * @return its elements that are objects; empty if it is no array
     */
    static List<ObjectNode> objects(JsonNode array) {
        if (!array.isArray()) {
            return List.of();
        }
        return StreamSupport.stream(array.spliterator(), false)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    /**
     * The {@code type} of a tool, a part or a format.
     *
     * @param object any object
     * @return empty if it has none, or one that is not a string
     */
    static String type(ObjectNode object) {
        return object.path("type").asText("");
    }
}
