package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Classifies a chat completion by its first choice.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">The chat completion object</a>
 */
final class ChatClassifier {
    private ChatClassifier() {}

    static Outcome classify(ObjectNode response, ProviderFailures failures) {
        JsonNode choice = response.path("choices").path(0);
        JsonNode message = choice.path("message");
        String reason = choice.path("finish_reason").asText("unknown");
        MessageText written = MessageText.of(message.path("content"))
                .and(new MessageText("", message.path("refusal").asText("")));
        if (written.isRefusal()) {
            return new Outcome.Refused(written.refusal(), response, reason);
        }
        boolean empty = written.isBlank() && !isMoreThanText(message);
        return switch (reason) {
            case "content_filter" -> new Outcome.Refused(written.text(), response, reason);
            // Also without any text: a reasoning model may spend all its tokens on thinking, and would do so again.
            case "length" -> new Outcome.Truncated(written.text(), response, reason);
            case "error" -> failures.of(503, ProviderError.none());
            case "stop", "tool_calls", "function_call", "eos" ->
                empty ? failures.emptyAnswer() : new Outcome.Completed(written.text(), response, reason);
            // An unknown finish reason may mean that the text is cut off.
            default -> empty ? failures.emptyAnswer() : new Outcome.Truncated(written.text(), response, reason);
        };
    }

    private static boolean isMoreThanText(JsonNode message) {
        return !message.path("tool_calls").isEmpty()
                || message.path("function_call").isObject()
                || message.path("audio").isObject();
    }
}
