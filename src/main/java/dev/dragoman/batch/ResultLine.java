package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;

/**
 * One line of the results: of the output file, or of the errors file.
 *
 * @param isError whether it belongs into the errors file
 * @param text the line: bytes, since the trees of a slice's answers would take many times as much memory
 * @see <a href="https://platform.openai.com/docs/api-reference/batch/request-output">The request output object</a>
 */
record ResultLine(boolean isError, byte[] text) {
    private static final int OK = 200;

    /** Why a line has no answer. */
    enum NotBegun {
        EXPIRED("batch_expired", "expired", "This request could not be executed before the completion window expired."),
        CANCELLED("batch_cancelled", "cancelled", "The batch was cancelled before this request was executed.");

        private final String code;
        private final String label;
        private final String message;

        NotBegun(String code, String label, String message) {
            this.code = code;
            this.label = label;
            this.message = message;
        }

        /** Its name among the outcomes of a receipt. */
        String label() {
            return label;
        }
    }

    /**
     * The answer to a line.
     *
     * @param customId the line's
     * @param id names the line's request; always the same
     * @param answer what became of it, for good
     */
    static ResultLine of(String customId, String id, Answer answer) {
        return answer.outcome()
                .match(
                        answered -> new ResultLine(false, text(customId, id, OK, answered.response())),
                        failed -> of(customId, id, HttpAnswer.problem(id, failed.problem())));
    }

    /** A line that has no answer because the batch is over. */
    static ResultLine of(String customId, String id, NotBegun why) {
        ObjectNode json = start(customId, id).putNull("response");
        json.putObject("error").put("code", why.code).put("message", why.message);
        return new ResultLine(true, Json.bytes(json));
    }

    private static ResultLine of(String customId, String id, HttpAnswer problem) {
        return new ResultLine(true, text(customId, id, problem.status(), problem.body()));
    }

    private static byte[] text(String customId, String id, int status, JsonNode body) {
        ObjectNode json = start(customId, id);
        json.putObject("response")
                .put("status_code", status)
                .put("request_id", id)
                .set("body", body);
        return Json.bytes(json.putNull("error"));
    }

    private static ObjectNode start(String customId, String id) {
        return Json.object().put("id", "batch_req_" + id).put(BatchLine.CUSTOM_ID, customId);
    }
}
