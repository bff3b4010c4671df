package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Classifies an answer of the responses endpoint by its status and its output items.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">The response object</a>
 */
final class ResponsesClassifier {
    // Items that only accompany a message. Any other item, even of an unknown type, is an answer in itself, as a
    // function call is.
    private static final Set<String> NO_ANSWER_ALONE =
            Set.of("message", "reasoning", "web_search_call", "file_search_call", "code_interpreter_call");

    private ResponsesClassifier() {}

    static Outcome classify(ObjectNode response, ProviderFailures failures) {
        JsonNode output = response.path("output");
        MessageText written = output.valueStream()
                .filter(item -> item.path("type").asText().equals("message"))
                .map(item -> MessageText.of(item.path("content")))
                .reduce(MessageText.NOTHING, MessageText::and);
        String status = response.path("status").asText("unknown");
        boolean empty = written.isBlank() && !written.isRefusal() && !isMoreThanText(output);
        return switch (status) {
            case "failed" -> failures.of(503, ProviderError.none());
            case "queued", "in_progress", "cancelled" -> failures.unfinishedAnswer();
            case "incomplete" -> incomplete(response, written);
            case "completed" -> {
                if (written.isRefusal()) {
                    yield new Outcome.Refused(written.refusal(), response, status);
                }
                yield empty ? failures.emptyAnswer() : new Outcome.Completed(written.text(), response, status);
            }
            // An unknown status may mean that the text is cut off.
            default -> empty ? failures.emptyAnswer() : new Outcome.Truncated(written.text(), response, status);
        };
    }

    private static Outcome incomplete(ObjectNode response, MessageText written) {
        String reason = response.path("incomplete_details").path("reason").asText("incomplete");
        if (written.isRefusal()) {
            return new Outcome.Refused(written.refusal(), response, reason);
        }
        return reason.equals("content_filter")
                ? new Outcome.Refused(written.text(), response, reason)
                : new Outcome.Truncated(written.text(), response, reason);
    }

    private static boolean isMoreThanText(JsonNode output) {
        return output.valueStream()
                .map(item -> item.path("type").asText(""))
                .anyMatch(type -> !type.isEmpty() && !NO_ANSWER_ALONE.contains(type));
    }
}
