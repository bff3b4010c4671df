package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ModelPattern;
import dev.dragoman.json.StrictJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a profile. Every problem is an {@link IllegalArgumentException} whose message is one clause about the file.
 */
final class ProfileReader {
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_]{1,64}");

    /** Fields that Dragoman reads itself, so they can't be renamed. */
    private static final Set<String> FIXED = Set.of("model", "stream", "messages", "input");

    private static final String RENAMES = "renames";
    private static final String REFUSES = "refuses";
    private static final String REASONING = "reasoning";
    private static final String CONTEXT_TOKENS = "contextTokens";
    private static final String MAX_OUTPUT_TOKENS = "maxOutputTokens";
    private static final int MOST_TOKENS = 100_000_000;

    private ProfileReader() {}

    static Profile read(String text) {
        ObjectNode root = StrictJson.root(text, "the profile", "about", "endpoints", "models", "passes");
        Map<Endpoint, FieldRules> endpoints = endpoints(root.path("endpoints"), "endpoints");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("names no endpoint in endpoints");
        }
        return new Profile(endpoints, models(root.path("models")), passes(root.path("passes")));
    }

    private static List<PassThroughRule> passes(JsonNode node) {
        List<PassThroughRule> rules = new ArrayList<>();
        if (!node.isMissingNode()) {
            for (Map.Entry<String, JsonNode> rule :
                    StrictJson.anyObject(node, "passes").properties()) {
                rules.add(PassThroughRule.parse(rule.getKey(), rule.getValue().asText()));
            }
        }
        return rules;
    }

    private static List<Profile.Models> models(JsonNode node) {
        List<Profile.Models> models = new ArrayList<>();
        for (JsonNode each : StrictJson.array(node, "models")) {
            String at = "models[%d]".formatted(models.size());
            ObjectNode model =
                    StrictJson.object(each, at, "about", "model", "endpoints", CONTEXT_TOKENS, MAX_OUTPUT_TOKENS);
            ModelPattern named = new ModelPattern(StrictJson.text(model.path("model"), at + ".model"));
            models.add(new Profile.Models(
                    named,
                    model.has("endpoints") ? endpoints(model.path("endpoints"), at + ".endpoints") : Map.of(),
                    tokens(model, at, CONTEXT_TOKENS),
                    tokens(model, at, MAX_OUTPUT_TOKENS)));
        }
        return models;
    }

    private static @Nullable Integer tokens(ObjectNode model, String at, String member) {
        JsonNode tokens = model.path(member);
        if (tokens.isMissingNode()) {
            return null;
        }
        if (!tokens.isIntegralNumber()
                || !tokens.canConvertToInt()
                || tokens.intValue() < 1
                || tokens.intValue() > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "has no number of tokens from 1 to %d in %s.%s".formatted(MOST_TOKENS, at, member));
        }
        return tokens.intValue();
    }

    private static Map<Endpoint, FieldRules> endpoints(JsonNode node, String at) {
        Map<Endpoint, FieldRules> endpoints = new EnumMap<>(Endpoint.class);
        for (Map.Entry<String, JsonNode> member : StrictJson.object(
                        node, at, Endpoint.CHAT.label(), Endpoint.RESPONSES.label())
                .properties()) {
            Endpoint endpoint = Endpoint.named(member.getKey()).orElseThrow();
            endpoints.put(endpoint, fieldRules(endpoint, member.getValue(), at + "." + member.getKey()));
        }
        return endpoints;
    }

    private static FieldRules fieldRules(Endpoint endpoint, JsonNode node, String at) {
        ObjectNode object = endpoint == Endpoint.CHAT
                ? StrictJson.object(node, at, RENAMES, REFUSES, REASONING)
                : StrictJson.object(node, at, RENAMES, REFUSES);
        Map<String, String> renames = texts(object, at, RENAMES);
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
        return new FieldRules(renames, texts(object, at, REFUSES), reasoning(object.path(REASONING), at));
    }

    private static @Nullable String reasoning(JsonNode field, String at) {
        if (field.isMissingNode()) {
            return null;
        }
        if (!field.isTextual() || !FIELD.matcher(field.textValue()).matches()) {
            throw new IllegalArgumentException("has no field's name in %s.%s".formatted(at, REASONING));
        }
        return field.textValue();
    }

    private static Map<String, String> texts(ObjectNode holder, String at, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!holder.has(name)) {
            return texts;
        }
        String path = at + "." + name;
        for (Map.Entry<String, JsonNode> member :
                StrictJson.anyObject(holder.path(name), path).properties()) {
            if (!FIELD.matcher(member.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "has a name in %s that no field has: letters, digits and _ only".formatted(path));
            }
            texts.put(member.getKey(), StrictJson.text(member.getValue(), path + "." + member.getKey()));
        }
        return texts;
    }
}
