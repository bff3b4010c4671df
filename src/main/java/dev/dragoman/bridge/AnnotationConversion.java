package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;

/** Annotations of a text: chat completions wrap their fields in an object of the type's name, responses don't. */
final class AnnotationConversion {
    private AnnotationConversion() {}

    static JsonNode toResponses(JsonNode annotation) {
        String type = annotation.path("type").asText();
        if (!(annotation.path(type) instanceof ObjectNode fields)) {
            return annotation.deepCopy();
        }
        ObjectNode flat = annotation.deepCopy();
        flat.remove(type);
        return flat.setAll(fields.deepCopy());
    }

    static JsonNode toChat(JsonNode annotation) {
        String type = annotation.path("type").asText();
        if (!annotation.isObject() || type.isEmpty() || annotation.has(type)) {
            return annotation.deepCopy();
        }
        ObjectNode fields = annotation.deepCopy();
        fields.remove(List.of("type"));
        return Json.object().put("type", type).set(type, fields);
    }
}
