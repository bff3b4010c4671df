package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a profile. An unknown member is an error, because a misspelt one would have no effect. Every problem is an
 * {@link IllegalArgumentException} whose message is one clause about the file.
 */
final class ProfileReader {
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]{1,64}");

    /** Fields that Dragoman reads itself, so they can't be renamed. */
    private static final Set<String> FIXED = Set.of("model", "stream", "messages", "input");

    private ProfileReader() {}

    static Profile read(String text) {
        if (!(Json.read(text) instanceof Json.Result.Value value)) {
            throw new IllegalArgumentException("is not JSON that can be read");
        }
        ObjectNode root = object(value.node(), "the profile", "about", "endpoints", "models", "passes");
        Map<Endpoint, FieldRules> endpoints = endpoints(root.path("endpoints"), "endpoints");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("names no endpoint in endpoints");
        }
        return new Profile(endpoints, models(root.path("models")), passes(root.path("passes")));
    }

    private static List<PassThroughRule> passes(JsonNode node) {
        List<PassThroughRule> rules = new ArrayList<>();
        if (!node.isMissingNode()) {
            for (Map.Entry<String, JsonNode> rule : anyObject(node, "passes").properties()) {
                rules.add(PassThroughRule.parse(rule.getKey(), rule.getValue().asText()));
            }
        }
        return rules;
    }

    private static List<Profile.Models> models(JsonNode node) {
        List<Profile.Models> models = new ArrayList<>();
        if (!node.isMissingNode() && !(node instanceof ArrayNode)) {
            throw new IllegalArgumentException("has no array in models");
        }
        for (int i = 0; i < node.size(); i++) {
            String at = "models[%d]".formatted(i);
            ObjectNode model = object(node.path(i), at, "model", "endpoints");
            String glob = text(model.path("model"), at + ".model");
            models.add(new Profile.Models(pattern(glob), endpoints(model.path("endpoints"), at + ".endpoints")));
        }
        return models;
    }

    /** {@code *} stands for any characters, {@code ?} for one. */
    private static Pattern pattern(String glob) {
        String regex = glob.chars()
                .mapToObj(each -> each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(Character.toString(each)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static Map<Endpoint, FieldRules> endpoints(JsonNode node, String at) {
        Map<Endpoint, FieldRules> endpoints = new EnumMap<>(Endpoint.class);
        for (Map.Entry<String, JsonNode> member : object(node, at, Endpoint.CHAT.label(), Endpoint.RESPONSES.label())
                .properties()) {
            Endpoint endpoint = Endpoint.named(member.getKey()).orElseThrow();
            endpoints.put(endpoint, fieldRules(member.getValue(), at + "." + member.getKey()));
        }
        return endpoints;
    }

    private static FieldRules fieldRules(JsonNode node, String at) {
        ObjectNode object = object(node, at, "renames", "refuses");
        Map<String, String> renames = texts(object, at, "renames");
        for (Map.Entry<String, String> rename : renames.entrySet()) {
            String path = "%s.renames.%s".formatted(at, rename.getKey());
            if (!FIELD.matcher(rename.getValue()).matches()) {
                throw new IllegalArgumentException("has no field's name in " + path);
            }
            if (renames.containsKey(rename.getValue())) {
                throw new IllegalArgumentException("renames to a field that is renamed itself: " + path);
            }
            if (FIXED.contains(rename.getKey()) || FIXED.contains(rename.getValue())) {
                throw new IllegalArgumentException("renames a field that Dragoman reads itself: " + path);
            }
        }
        return new FieldRules(renames, texts(object, at, "refuses"));
    }

    private static Map<String, String> texts(ObjectNode holder, String at, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!holder.has(name)) {
            return texts;
        }
        String path = at + "." + name;
        for (Map.Entry<String, JsonNode> member :
                anyObject(holder.path(name), path).properties()) {
            if (!FIELD.matcher(member.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "has a name in %s that no field has: letters, digits and _ only".formatted(path));
            }
            texts.put(member.getKey(), text(member.getValue(), path + "." + member.getKey()));
        }
        return texts;
    }

    private static String text(JsonNode node, String at) {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw new IllegalArgumentException("has no text in " + at);
        }
        return node.textValue();
    }

    private static ObjectNode object(JsonNode node, String at, String... known) {
        ObjectNode object = anyObject(node, at);
        object.fieldNames().forEachRemaining(name -> {
            if (!Set.of(known).contains(name)) {
                throw new IllegalArgumentException(
                        "has the unknown member %s in %s; known are %s".formatted(name, at, String.join(", ", known)));
            }
        });
        return object;
    }

    private static ObjectNode anyObject(JsonNode node, String at) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("has no object in " + at);
    }
}
