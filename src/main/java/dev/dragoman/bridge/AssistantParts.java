package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Parts of assistant messages and tool results. Both endpoints support hardly more than text in them. The type of a
 * text part depends on the role: responses take {@code output_text} from an assistant and refuse {@code input_text}.
 */
final class AssistantParts {
    private static final List<String> ABOUT_TEXT = List.of("annotations", "logprobs");

    private AssistantParts() {}

    static void toChat(JsonNode content, RequestConversion conversion) {
        rename(content, "output_text", "text");
        for (JsonNode node : content) {
            if (node instanceof ObjectNode part && part.path("type").asText().equals("text")) {
                if (ABOUT_TEXT.stream().anyMatch(field -> !part.path(field).isEmpty())) {
                    conversion.leftOut("annotations of earlier texts");
                }
                part.remove(ABOUT_TEXT);
            }
        }
    }

    static void rename(JsonNode content, String from, String to) {
        for (JsonNode node : content) {
            if (node instanceof ObjectNode part && part.path("type").asText().equals(from)) {
                part.put("type", to);
            }
        }
    }

    static boolean isTextOnly(JsonNode parts) {
        return parts.valueStream()
                .map(part -> part.path("type").asText())
                .allMatch(type -> type.equals("input_text") || type.equals("text"));
    }
}
