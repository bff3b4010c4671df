package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.StreamError;
import java.util.Set;

/**
 * Classifies a chat completion by its first choice.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">The chat completion object</a>
 */
final class ChatClassifier {
    private static final Set<String> TEXT = Set.of("role", "content", "refusal", "annotations", "name");

    private ChatClassifier() {}

    static Outcome classify(ObjectNode response, ProviderFailures failures) {
        JsonNode choice = response.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (hasFailed(response)) {
            ProviderError said = ProviderError.ofValue(StreamError.ofChoice(response, choice));
            return failures.failedAnswer(
                    said.failedStatus(), choice.path("finish_reason").asText("error"), said);
        }
        if (!message.isObject()) {
            return failures.invalidAnswer();
        }
        String reason = choice.path("finish_reason").asText("unknown");
        MessageText written = MessageText.of(message.path("content"))
                .and(new MessageText("", message.path("refusal").asText("")));
        if (written.isRefusal()) {
            return new Outcome.Refused(written.refusal(), response, reason);
        }
        return switch (FinishReason.of(reason)) {
            case FILTERED -> new Outcome.Refused(written.text(), response, reason);
            // Also without any text: a reasoning model may spend all its tokens on thinking, and would do so again.
            case LENGTH -> new Outcome.Truncated(written.text(), response, reason);
            case COMPLETE, FAILED -> new Outcome.Completed(written.text(), response, reason);
            // An unknown finish reason may mean that the text is cut off; without any, nothing shows that it began.
            case UNKNOWN ->
                written.isBlank() && !isMoreThanText(response)
                        ? failures.invalidAnswer()
                        : new Outcome.Truncated(written.text(), response, reason);
        };
    }

    /** Whether it says of itself that it failed. */
    static boolean hasFailed(ObjectNode response) {
        JsonNode choice = response.path("choices").path(0);
        return switch (FinishReason.of(choice.path("finish_reason").asText(""))) {
            case FAILED -> true;
            case UNKNOWN -> !Json.saysNothing(choice.path("error"));
            case COMPLETE, LENGTH, FILTERED -> false;
        };
    }

    /** Whether the answer has anything beside text: calls of tools, a thought, a picture, audio. */
    static boolean isMoreThanText(ObjectNode response) {
        JsonNode message = response.path("choices").path(0).path("message");
        boolean otherParts = message.path("content").valueStream().anyMatch(part -> !MessageText.isText(part));
        return otherParts
                || message.propertyStream()
                        .anyMatch(field -> !TEXT.contains(field.getKey()) && isThere(field.getValue()));
    }

    private static boolean isThere(JsonNode value) {
        return value.isTextual()
                ? !value.textValue().isBlank()
                : !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }
}
