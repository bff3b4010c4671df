package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fields of a stored entry; one that is missing fails. */
final class Fields {
    private Fields() {}

    static String text(JsonNode json, String field) {
        String text = json.path(field).textValue();
        if (text == null) {
            throw new IllegalStateException("an entry lacks " + field);
        }
        return text;
    }

    static @Nullable String textOrNull(JsonNode json, String field) {
        return json.path(field).textValue();
    }

    static ObjectNode object(JsonNode json, String field) {
        if (json.path(field) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalStateException("an entry lacks " + field);
    }

    static Instant instant(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    static Duration duration(JsonNode json, String field) {
        return Duration.parse(text(json, field));
    }
}
