package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An HTTP response, whichever server sends it. The body is always JSON.
 *
 * @param status the HTTP status
 * @param headers in the order they are sent; their values hold no line breaks
 * @param body the tree
 */
public record HttpAnswer(int status, Map<String, String> headers, JsonNode body) {
    private static final String REQUEST_ID = "Dragoman-Request-Id";
    private static final String ADJUSTED = "Dragoman-Adjusted";
    private static final String RETRY_AFTER = "Retry-After";

    /**
     * The response to an ask that came by HTTP: the provider's answer as it came, or an error in the provider's shape.
     *
     * @param answer the answer
     * @return with the status of design section 4
     */
    public static HttpAnswer of(Answer answer) {
        String requestId = answer.receipt().ask();
        HttpAnswer http = answer.outcome() instanceof Outcome.Answered answered
                ? ok(requestId, answered.response())
                : failed(requestId, (Outcome.Failed) answer.outcome());
        Receipt.Sent sent = answer.receipt().sent();
        if (sent != null && !sent.adjustments().isEmpty()) {
            http.headers().put(ADJUSTED, String.join("; ", sent.adjustments()));
        }
        return http;
    }

    /**
     * The error response to something that failed.
     *
     * @param requestId the request's id
     * @param failed how
     * @return with {@code Retry-After} where trying again can help
     */
    public static HttpAnswer failed(String requestId, Outcome.Failed failed) {
        HttpAnswer http = problem(requestId, failed.problem());
        if (failed instanceof Outcome.Unavailable unavailable) {
            http.headers()
                    .put(
                            RETRY_AFTER,
                            Long.toString(Math.max(1, unavailable.retryAfter().toSeconds())));
        }
        return http;
    }

    /**
     * An error in the provider's shape.
     *
     * @param requestId the request's id
     * @param problem what is wrong
     * @return a response with the problem's status
     */
    public static HttpAnswer problem(String requestId, Problem problem) {
        return new HttpAnswer(problem.status(), headers(requestId), problem.json());
    }

    /**
     * Something that the provider said and that is passed on.
     *
     * @param requestId the request's id
     * @param body the provider's JSON
     * @return a response with status 200
     */
    public static HttpAnswer ok(String requestId, JsonNode body) {
        return new HttpAnswer(200, headers(requestId), body);
    }

    private static Map<String, String> headers(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(REQUEST_ID, headerSafe(requestId));
        return headers;
    }

    // A client's Idempotency-Key becomes the ask's id: it must not end a header.
    private static String headerSafe(String value) {
        if (value.chars().allMatch(c -> c > ' ' && c < 127)) {
            return value;
        }
        // Beyond ASCII a header has no encoding that both sides agree on; JSON escapes are read the same everywhere.
        return Json.text(Json.object().put("id", value))
                .chars()
                .mapToObj(c -> c < 127 ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }

    /**
     * The request's id, as the response names it.
     *
     * @return safe for a header and a log line
     */
    public String requestId() {
        return headers.getOrDefault(REQUEST_ID, "");
    }

    /**
     * The body as it is sent.
     *
     * @return UTF-8
     */
    public byte[] bytes() {
        return Json.bytes(body);
    }
}
