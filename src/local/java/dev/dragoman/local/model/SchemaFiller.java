package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes JSON that fits a schema, with values taken from a text: its names, its numbers, or the whole text. */
final class SchemaFiller {
    private static final Pattern NAME = Pattern.compile("(?<=[a-z,;] )\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int DEEPEST = 8;

    private final String text;

    SchemaFiller(String text) {
        this.text = text;
    }

    String fill(JsonNode schema) {
        return Json.text(value(schema, DEEPEST));
    }

    private JsonNode value(JsonNode schema, int depth) {
        JsonNode choice = schema.has("anyOf") ? schema.path("anyOf").path(0) : schema;
        if (choice.has("const")) {
            return choice.path("const");
        }
        if (choice.path("enum").size() > 0) {
            return chosen(choice.path("enum"));
        }
        JsonNode type = choice.path("type");
        return switch ((type.isArray() ? type.path(0) : type).asText("object")) {
            case "string" -> JsonNodeFactory.instance.textNode(words());
            case "integer", "number" -> number(choice);
            case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
            case "null" -> JsonNodeFactory.instance.nullNode();
            case "array" -> array(choice, depth);
            default -> object(choice, depth);
        };
    }

    private JsonNode chosen(JsonNode values) {
        for (JsonNode value : values) {
            if (text.contains(value.asText())) {
                return value;
            }
        }
        return values.path(0);
    }

    private String words() {
        Matcher name = NAME.matcher(text);
        return name.find() ? name.group() : text;
    }

    private JsonNode number(JsonNode schema) {
        Matcher number = NUMBER.matcher(text);
        String digits = number.find() ? number.group() : schema.path("minimum").asText("1");
        return DecimalNode.valueOf(new BigDecimal(digits));
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        if (depth > 0) {
            array.add(value(schema.path("items"), depth - 1));
        }
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        if (depth > 0) {
            schema.path("properties")
                    .properties()
                    .forEach(property -> object.set(property.getKey(), value(property.getValue(), depth - 1)));
        }
        return object;
    }
}
