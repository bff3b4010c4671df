package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.stream.ChatEvents;
import dev.dragoman.stream.ResponsesEvents;
import dev.dragoman.stream.ServerSentEvent;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response, whichever server sends it.
 *
 * @param status the HTTP status
 * @param headers in the order they are sent; their values hold no line breaks
 * @param body the tree
 * @param streamed the endpoint as whose stream the body is sent; null where it is sent as JSON
 */
public record HttpAnswer(
        int status,
        Map<String, String> headers,
        JsonNode body,
        @Nullable Endpoint streamed) {
    private static final String REQUEST_ID = "Dragoman-Request-Id";
    private static final String ADJUSTED = "Dragoman-Adjusted";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";

    /**
     * The response to an ask that came by HTTP: the provider's answer as it came, or an error in the provider's shape.
     *
     * @param answer the answer
     * @return with the status of design section 4
     */
    public static HttpAnswer of(Answer answer) {
        String requestId = answer.receipt().ask();
        HttpAnswer http = answer.outcome() instanceof Outcome.Answered answered
                ? ok(answer, requestId, answered.response())
                : failed(requestId, (Outcome.Failed) answer.outcome());
        Receipt.Sent sent = answer.receipt().sent();
        if (sent != null) {
            adjusted(http.headers(), sent.adjustments());
        }
        return http;
    }

    // A caller who wants a stream gets one, also where the answer was there as a whole.
    private static HttpAnswer ok(Answer answer, String requestId, JsonNode response) {
        return answer.ask().content() instanceof Content.Request request && request.wantsStream() && response.isObject()
                ? new HttpAnswer(200, headers(requestId, EVENT_STREAM), response, request.endpoint())
                : ok(requestId, response);
    }

    /**
     * The head of a response whose body is streamed while it comes.
     *
     * @param requestId the request's id
     * @param adjustments each change to the caller's request, in words
     * @return the headers, in the order they are sent
     */
    public static Map<String, String> streamHead(String requestId, List<String> adjustments) {
        Map<String, String> headers = headers(requestId, EVENT_STREAM);
        adjusted(headers, adjustments);
        return headers;
    }

    private static void adjusted(Map<String, String> headers, List<String> adjustments) {
        if (!adjustments.isEmpty()) {
            headers.put(ADJUSTED, String.join("; ", adjustments));
        }
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
        return new HttpAnswer(problem.status(), headers(requestId, JSON), problem.json(), null);
    }

    /**
     * The response to a call on which Dragoman itself failed; its log has the cause.
     *
     * @param requestId the request's id
     * @return status 500
     */
    public static HttpAnswer broken(String requestId) {
        return problem(requestId, Problem.ofServer(500, "internal_error", "Dragoman failed on this request."));
    }

    /**
     * Something that the provider said and that is passed on.
     *
     * @param requestId the request's id
     * @param body the provider's JSON
     * @return a response with status 200
     */
    public static HttpAnswer ok(String requestId, JsonNode body) {
        return new HttpAnswer(200, headers(requestId, JSON), body, null);
    }

    private static Map<String, String> headers(String requestId, String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        if (contentType.equals(EVENT_STREAM)) {
            headers.put("Cache-Control", "no-store");
        }
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
        return streamed == null ? Json.bytes(body) : events(streamed, (ObjectNode) body);
    }

    private static byte[] events(Endpoint endpoint, ObjectNode response) {
        List<ServerSentEvent> events =
                endpoint == Endpoint.CHAT ? ChatEvents.of(response) : ResponsesEvents.of(response);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        events.forEach(event -> bytes.writeBytes(event.bytes()));
        return bytes.toByteArray();
    }
}
