package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What the model wrote in one message's content, which is a text or an array of parts. Parts of other types are only in
 * the response itself.
 *
 * @param text its text parts, joined; empty if there are none
 * @param refusal its refusals, joined; empty if there are none
 */
record MessageText(String text, String refusal) {
    static final MessageText NOTHING = new MessageText("", "");

    private static final Set<String> WRITTEN = Set.of("text", "output_text", "refusal");

    static MessageText of(JsonNode content) {
        if (content.isTextual()) {
            return new MessageText(content.textValue(), "");
        }
        return content.isArray()
                ? content.valueStream().map(MessageText::part).reduce(NOTHING, MessageText::and)
                : NOTHING;
    }

    /** Whether a part of a message is written, and so told here. */
    static boolean isText(JsonNode part) {
        return WRITTEN.contains(part.path("type").asText());
    }

    private static MessageText part(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text", "output_text" -> new MessageText(part.path("text").asText(""), "");
            case "refusal" -> new MessageText("", part.path("refusal").asText(""));
            default -> NOTHING;
        };
    }

    MessageText and(MessageText more) {
        return new MessageText(text + more.text, refusal + more.refusal);
    }

    boolean isRefusal() {
        return !refusal.isBlank();
    }

    boolean isBlank() {
        return text.isBlank();
    }
}
