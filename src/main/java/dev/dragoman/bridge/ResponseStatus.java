package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How an answer ended, in the Responses API's values.
 *
 * @param status the {@code status} of the response
 * @param reason the {@code reason} of its {@code incomplete_details}; null if it is not incomplete
 */
record ResponseStatus(String status, @Nullable String reason) {
    private static final String INCOMPLETE = "incomplete";

    /** The status for a {@code finish_reason}. */
    static ResponseStatus ofChat(JsonNode finishReason) {
        String reason = finishReason.asText("unknown");
        return switch (reason) {
            case "stop", "tool_calls", "function_call", "eos" -> new ResponseStatus("completed", null);
            case "error" -> new ResponseStatus("failed", null);
            case "length" -> new ResponseStatus(INCOMPLETE, "max_output_tokens");
            // content_filter has the same name on both. An unknown reason is no proof that the answer is complete.
            default -> new ResponseStatus(INCOMPLETE, reason);
        };
    }

    /** The {@code finish_reason} for a response. */
    static String toChat(JsonNode response, boolean called) {
        String status = response.path("status").asText("unknown");
        return switch (status) {
            case "completed" -> called ? "tool_calls" : "stop";
            case INCOMPLETE ->
                response.path("incomplete_details").path("reason").asText().equals("content_filter")
                        ? "content_filter"
                        : "length";
            default -> status;
        };
    }

    /** The status of an item that was still open when the answer ended. */
    String ofItem() {
        return status.equals("completed") ? status : INCOMPLETE;
    }
}
