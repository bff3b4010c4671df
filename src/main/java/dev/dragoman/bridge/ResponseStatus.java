package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.outcome.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * How an answer ended, in the Responses API's values.
 *
 * @param status the {@code status} of the response
 * @param reason the {@code reason} of its {@code incomplete_details}; null if it is not incomplete
 */
record ResponseStatus(String status, @Nullable String reason) {
    private static final String INCOMPLETE = "incomplete";

    /** Has the same name on both. */
    private static final String FILTER = "content_filter";

    /** The status for a {@code finish_reason}. */
    static ResponseStatus ofChat(JsonNode finishReason) {
        String reason = finishReason.asText("unknown");
        return switch (FinishReason.of(reason)) {
            case COMPLETE -> new ResponseStatus("completed", null);
            case FAILED -> new ResponseStatus("failed", null);
            case LENGTH -> new ResponseStatus(INCOMPLETE, "max_output_tokens");
            case FILTERED -> new ResponseStatus(INCOMPLETE, FILTER);
            // No proof that the answer is complete.
            case UNKNOWN -> new ResponseStatus(INCOMPLETE, reason);
        };
    }

    /** The {@code finish_reason} for a response. */
    static String toChat(JsonNode response, boolean called) {
        String status = response.path("status").asText("unknown");
        return switch (status) {
            case "completed" -> called ? "tool_calls" : "stop";
            case INCOMPLETE ->
                cutOff(response.path("incomplete_details").path("reason").asText(INCOMPLETE));
            default -> status;
        };
    }

    private static String cutOff(String reason) {
        return switch (FinishReason.of(reason)) {
            case LENGTH -> "length";
            case FILTERED -> FILTER;
            case COMPLETE -> INCOMPLETE;
            case FAILED, UNKNOWN -> reason;
        };
    }

    /** The status of an item that was still open when the answer ended. */
    String ofItem() {
        return status.equals("completed") ? status : INCOMPLETE;
    }
}
