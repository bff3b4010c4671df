package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Locale;

/**
 * Classifies an answer of the responses endpoint by its status and its output items.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">The response object</a>
 */
final class ResponsesClassifier {
    private static final String FAILED = "failed";

    private ResponsesClassifier() {}

    static Outcome classify(ObjectNode response, ProviderFailures failures) {
        JsonNode output = response.path("output");
        String status = response.path("status").asText("unknown");
        MessageText written = output.valueStream()
                .filter(item -> item.path("type").asText().equals("message"))
                .map(item -> MessageText.of(item.path("content")))
                .reduce(MessageText.NOTHING, MessageText::and);
        return switch (status.toLowerCase(Locale.ROOT)) {
            case FAILED, "cancelled" -> {
                JsonNode error = response.path("error");
                ProviderError said = Json.saysNothing(error) ? ProviderError.none() : ProviderError.ofValue(error);
                yield failures.failedAnswer(said.isAbsent() ? 503 : said.impliedStatus(), status, said);
            }
            case "queued", "in_progress" -> failures.unfinishedAnswer();
            case "incomplete" -> incomplete(response, written);
            case "completed", "complete" -> {
                if (written.isRefusal()) {
                    yield new Outcome.Refused(written.refusal(), response, status);
                }
                yield output.isArray()
                        ? new Outcome.Completed(written.text(), response, status)
                        : failures.invalidAnswer();
            }
            // An unknown status may mean that the text is cut off; without any, nothing shows that it began.
            default ->
                written.isBlank() && !written.isRefusal() && !isMoreThanText(response)
                        ? failures.invalidAnswer()
                        : new Outcome.Truncated(written.text(), response, status);
        };
    }

    private static Outcome incomplete(ObjectNode response, MessageText written) {
        String reason = response.path("incomplete_details").path("reason").asText("incomplete");
        if (written.isRefusal()) {
            return new Outcome.Refused(written.refusal(), response, reason);
        }
        return FinishReason.of(reason) == FinishReason.FILTERED
                ? new Outcome.Refused(written.text(), response, reason)
                : new Outcome.Truncated(written.text(), response, reason);
    }

    /** Whether it says of itself that it failed. */
    static boolean hasFailed(ObjectNode response) {
        return response.path("status").asText("").equalsIgnoreCase(FAILED);
    }

    /** Whether the answer has anything beside text: calls of tools, a thought, a picture. */
    static boolean isMoreThanText(ObjectNode response) {
        return response.path("output").valueStream().anyMatch(item -> {
            String type = item.path("type").asText("");
            return type.equals("message")
                    ? item.path("content").valueStream().anyMatch(part -> !MessageText.isText(part))
                    : !type.isEmpty();
        });
    }
}
