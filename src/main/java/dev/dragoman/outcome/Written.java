package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the model wrote in one message's content, which is a text or an array of parts. Parts of other types are left
 * to those who read the response itself.
 *
 * @param text its text parts, joined; empty where there are none
 * @param refusal its refusals, joined; empty where there are none
 */
record Written(String text, String refusal) {
    static final Written NOTHING = new Written("", "");

    static Written of(JsonNode content) {
        if (content.isTextual()) {
            return new Written(content.textValue(), "");
        }
        return content.isArray() ? content.valueStream().map(Written::part).reduce(NOTHING, Written::and) : NOTHING;
    }

    private static Written part(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text", "output_text" -> new Written(part.path("text").asText(""), "");
            case "refusal" -> new Written("", part.path("refusal").asText(""));
            default -> NOTHING;
        };
    }

    Written and(Written more) {
        return new Written(text + more.text, refusal + more.refusal);
    }

    boolean isRefusal() {
        return !refusal.isBlank();
    }

    boolean isBlank() {
        return text.isBlank();
    }
}
