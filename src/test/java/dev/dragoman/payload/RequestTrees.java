package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Requests at random, of both vocabularies mixed with what nobody knows. Every value but types and roles is there once
 * only, so that it can be looked for.
 */
final class RequestTrees {
    private static final List<String> FUNCTION = List.of("name", "description", "parameters", "strict", "unknown");
    private static final List<String> CUSTOM = List.of("name", "description", "unknown");
    private static final List<String> SCHEMA = List.of("name", "description", "schema", "strict", "unknown");
    private static final List<String> FILE = List.of("file_data", "file_id", "file_url", "filename", "unknown");

    private final Random random;
    private int next;

    RequestTrees(Random random) {
        this.random = random;
    }

    ObjectNode request(Endpoint endpoint) {
        ObjectNode body = Json.object().put("model", "m");
        some(body, List.of("max_tokens", "max_completion_tokens", "max_output_tokens", "seed", "unknown"));
        some(body, List.of("reasoning_effort", "verbosity"));
        if (random.nextBoolean()) {
            some(body.putObject("reasoning"), List.of("effort", "summary"));
        }
        if (random.nextBoolean()) {
            body.set("response_format", format());
        }
        if (random.nextBoolean()) {
            ObjectNode text = body.putObject("text");
            some(text, List.of("verbosity", "unknown"));
            if (random.nextBoolean()) {
                text.set("format", format());
            }
        }
        repeat(body.putArray("tools"), this::tool);
        if (random.nextBoolean()) {
            body.set("tool_choice", choice());
        }
        repeat(body.putArray(endpoint.marker()), this::message);
        return body;
    }

    private ObjectNode tool() {
        return switch (random.nextInt(3)) {
            case 0 -> nestedOrFlat("function", FUNCTION);
            case 1 -> nestedOrFlat("custom", CUSTOM);
            default -> unknown("tool");
        };
    }

    private ObjectNode choice() {
        if (random.nextBoolean()) {
            return nestedOrFlat(random.nextBoolean() ? "function" : "custom", List.of("name"));
        }
        ObjectNode choice = Json.object().put("type", "allowed_tools");
        ObjectNode holder = random.nextBoolean() ? choice : choice.putObject("allowed_tools");
        some(holder, List.of("mode"));
        repeat(holder.putArray("tools"), () -> nestedOrFlat("function", List.of("name")));
        return choice;
    }

    private ObjectNode format() {
        return random.nextBoolean() ? nestedOrFlat("json_schema", SCHEMA) : unknown("format");
    }

    private ObjectNode message() {
        ObjectNode message = Json.object().put("role", random.nextBoolean() ? "user" : "assistant");
        if (random.nextInt(4) == 0) {
            message.put("type", "function_call_output");
        }
        some(message, List.of("id", "unknown"));
        repeat(message.putArray(random.nextInt(3) == 0 ? "output" : "content"), this::part);
        return message;
    }

    private ObjectNode part() {
        return switch (random.nextInt(6)) {
            case 0 -> some(Json.object().put("type", "text"), List.of("text", "unknown"));
            case 1 ->
                some(Json.object().put("type", random.nextBoolean() ? "input_text" : "output_text"), List.of("text"));
            case 2 -> image(Json.object().put("type", random.nextBoolean() ? "image_url" : "input_image"));
            case 3 -> nestedOrFlat("file", FILE);
            case 4 -> nestedOrFlat("file", FILE).put("type", "input_file");
            default -> unknown("part");
        };
    }

    private ObjectNode image(ObjectNode part) {
        some(part, List.of("detail", "file_id", "unknown"));
        if (random.nextBoolean()) {
            some(part.putObject("image_url"), List.of("url", "detail", "crop"));
        } else {
            some(part, List.of("image_url"));
        }
        return part;
    }

    private ObjectNode nestedOrFlat(String type, List<String> fields) {
        ObjectNode object = Json.object().put("type", type);
        if (random.nextBoolean()) {
            some(object, fields);
        }
        if (random.nextInt(3) > 0) {
            some(object.putObject(type), fields);
        }
        return object;
    }

    private ObjectNode unknown(String what) {
        return some(Json.object().put("type", what + "_of_tomorrow_" + next++), FUNCTION);
    }

    private ObjectNode some(ObjectNode object, List<String> fields) {
        for (String field : fields) {
            if (random.nextInt(3) > 0) {
                put(object, field.equals("unknown") ? "unknown_" + next++ : field);
            }
        }
        return object;
    }

    /** A text, a number that is easily lost, or a small tree of them. */
    private void put(ObjectNode object, String field) {
        int unique = next++;
        String value =
                switch (random.nextInt(field.equals("image_url") || field.equals("url") ? 1 : 5)) {
                    case 0 -> "'text-%d'";
                    case 1 -> "%d.10";
                    case 2 -> "%de400";
                    case 3 -> "90071992547409930000%d";
                    default -> "{'inner': [{'type': 'function', 'max_tokens': 'tree-%d'}]}";
                };
        object.set(
                field, Given.json("{'value': " + value.formatted(unique) + "}").get("value"));
    }

    private void repeat(ArrayNode array, Supplier<ObjectNode> element) {
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(element.get());
        }
    }
}
