package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderReply;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.stream.ChatEvents;
import dev.dragoman.stream.ResponsesEvents;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.UsageChunk;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response, sent by Dragoman's own server, a Function URL or API Gateway.
 *
 * @param status the HTTP status
 * @param headers in the order they are sent; their values hold no line breaks
 * @param body the JSON tree; of a response that is passed through, its bytes as a binary node
 * @param streamed the request whose caller gets the body as the events of a stream; null if it is sent as JSON
 */
public record HttpAnswer(int status, Map<String, String> headers, JsonNode body, Content.@Nullable Request streamed) {
    private static final String REQUEST_ID = "Dragoman-Request-Id";
    private static final String ADJUSTED = "Dragoman-Adjusted";
    private static final String DOUBT = "Dragoman-Doubt";

    /** In micro-USD, a structured field (RFC 8941). A stream's head is sent before it is known. */
    private static final String COST = "Dragoman-Cost";

    /** Tells the provider family's clients whether to try again, whatever the status is. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final Pattern TYPE = Pattern.compile("[ -~]{1,256}");

    /**
     * The response to an HTTP ask: the provider's answer as it came, or an error in the provider's format.
     *
     * @param answer the answer
     * @return with the status of design section 4
     */
    public static HttpAnswer of(Answer answer) {
        String requestId = answer.receipt().ask();
        HttpAnswer http = answer.outcome()
                .match(answered -> ok(answer, requestId, answered.response()), failed -> failed(requestId, failed));
        if (answer.outcome() instanceof Outcome.Failed failed && !mayClientRetry(failed, answer.receipt())) {
            http.headers().put(SHOULD_RETRY, "false");
        }
        http.with(answer.headers());
        Receipt.SentRequest sent = answer.receipt().sent();
        if (sent != null) {
            adjusted(http.headers(), sent.adjustments());
        }
        Cost cost = answer.receipt().cost();
        if (cost != null && cost.unknown() == 0) {
            http.headers().put(COST, cost.microUsd() + (cost.estimated() ? ";estimated" : ""));
        }
        Receipt.End end = answer.receipt().end();
        if (end != null && end.doubt() != null) {
            http.headers().put(DOUBT, end.doubt());
        }
        return http;
    }

    // Clients try a 429 again, unless they are told not to. Dragoman has already tried as often as may help: a client
    // that tried again would multiply the calls. It may if
    // none was made, or if the one that was made has told a wait that was too long to be waited here.
    private static boolean mayClientRetry(Outcome.Failed failed, Receipt receipt) {
        Receipt.Call call = receipt.call();
        if (failed.problem().status() == 429 && !failed.isRetryable()) {
            return false;
        }
        return call == null || (call.attempts() == 1 && failed.knownPause().isPresent());
    }

    // A caller who wants a stream gets one, even if the answer is already whole.
    private static HttpAnswer ok(Answer answer, String requestId, JsonNode response) {
        return answer.ask()
                .content()
                .asStreamed()
                .filter(request -> response.isObject())
                .map(request -> new HttpAnswer(200, headers(requestId, EVENT_STREAM), response, request))
                .orElseGet(() -> ok(requestId, response));
    }

    /**
     * The headers of a response whose body is streamed while the answer arrives.
     *
     * @param requestId the request's id
     * @param adjustments each change to the caller's request, in words
     * @param provided the provider's own headers
     * @return the headers, in the order they are sent
     */
    public static Map<String, String> streamHead(
            String requestId, List<String> adjustments, Map<String, String> provided) {
        Map<String, String> headers = headers(requestId, EVENT_STREAM);
        provided.forEach(headers::putIfAbsent);
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
     * @return with {@code Retry-After} if trying again can help
     */
    public static HttpAnswer failed(String requestId, Outcome.Failed failed) {
        HttpAnswer http = problem(requestId, failed.problem());
        failed.retryHint().ifPresent(wait -> http.headers().put(RetryAfter.HEADER, RetryAfter.seconds(wait)));
        return http;
    }

    /**
     * An error in the provider's format.
     *
     * @param requestId the request's id
     * @param problem what is wrong
     * @return a response with the provider's status and words if it said so, else with the problem's
     */
    public static HttpAnswer problem(String requestId, Problem problem) {
        ProviderReply reply = problem.reply();
        return reply == null
                ? new HttpAnswer(problem.status(), headers(requestId, JSON), problem.json(), null)
                : new HttpAnswer(reply.status(), headers(requestId, JSON), reply.body(), null);
    }

    /**
     * An error that the same call can only meet again. Clients try some statuses again, unless they are told not to.
     *
     * @param requestId the request's id
     * @param problem what is wrong with the call
     * @return as {@link #problem}
     */
    public static HttpAnswer refused(String requestId, Problem problem) {
        HttpAnswer http = problem(requestId, problem);
        http.headers().put(SHOULD_RETRY, "false");
        return http;
    }

    /**
     * The response to a call on which Dragoman itself failed; its log has the cause.
     *
     * @param requestId the request's id
     * @return status 500
     */
    public static HttpAnswer broken(String requestId) {
        HttpAnswer http =
                problem(requestId, Problem.ofServer(500, "internal_error", "Dragoman failed on this request."));
        // A call may have been made and paid for.
        http.headers().put(SHOULD_RETRY, "false");
        return http;
    }

    /**
     * A response of the provider that is passed on.
     *
     * @param requestId the request's id
     * @param body the provider's JSON
     * @return a response with status 200
     */
    public static HttpAnswer ok(String requestId, JsonNode body) {
        return new HttpAnswer(200, headers(requestId, JSON), body, null);
    }

    /**
     * The response to a call that made something.
     *
     * @param requestId the request's id
     * @param body what was made
     * @return a response with status 201
     */
    public static HttpAnswer created(String requestId, JsonNode body) {
        return new HttpAnswer(201, headers(requestId, JSON), body, null);
    }

    /**
     * The same response, with the provider's own headers.
     *
     * @param provided the headers; one that the response has already is left out, and a wait if trying again is useless
     * @return this
     */
    public HttpAnswer with(ProviderHeaders provided) {
        // A wait of our own is none if the provider says that the call is not to be made again.
        if ("false".equalsIgnoreCase(provided.values().get(SHOULD_RETRY))
                && !provided.values().containsKey(RetryAfter.HEADER)) {
            headers.remove(RetryAfter.HEADER);
        }
        // An error that says nothing of when to try again is one for which trying again is useless.
        boolean useless = status >= 400 && !headers.containsKey(RetryAfter.HEADER);
        provided.values().forEach((name, value) -> {
            if (!useless || !name.regionMatches(true, 0, RetryAfter.HEADER, 0, RetryAfter.HEADER.length())) {
                headers.putIfAbsent(name, value);
            }
        });
        return this;
    }

    /**
     * A response of the provider that is passed through as it came.
     *
     * @param requestId the request's id
     * @param status its status
     * @param contentType its type; a response without one that can be a header's value is said to be JSON
     * @param provided those of its headers that callers get
     * @param body its body
     * @return the response
     */
    public static HttpAnswer passed(
            String requestId, int status, String contentType, ProviderHeaders provided, byte[] body) {
        Map<String, String> headers =
                headers(requestId, TYPE.matcher(contentType).matches() ? contentType : JSON);
        provided.values().forEach(headers::putIfAbsent);
        return new HttpAnswer(status, headers, BinaryNode.valueOf(body), null);
    }

    /**
     * The content of a file.
     *
     * @param requestId the request's id
     * @param bytes all of it
     * @return a response with status 200
     */
    public static HttpAnswer content(String requestId, byte[] bytes) {
        return new HttpAnswer(200, headers(requestId, "application/octet-stream"), BinaryNode.valueOf(bytes), null);
    }

    /**
     * Where the content of a file is.
     *
     * @param requestId the request's id
     * @param url a URL of S3
     * @return a response with status 302
     */
    public static HttpAnswer elsewhere(String requestId, String url) {
        HttpAnswer http = new HttpAnswer(
                302, headers(requestId, "application/octet-stream"), BinaryNode.valueOf(new byte[0]), null);
        http.headers().put("Location", url);
        http.headers().put("Cache-Control", "no-store");
        return http;
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
        // Headers have no agreed encoding for characters beyond ASCII; JSON escapes are read the same everywhere.
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
        if (body instanceof BinaryNode passed) {
            return passed.binaryValue();
        }
        return streamed == null ? Json.bytes(body) : events(streamed, (ObjectNode) body);
    }

    private static byte[] events(Content.Request request, ObjectNode response) {
        List<ServerSentEvent> events = request.endpoint() == Endpoint.CHAT
                ? ChatEvents.of(response, UsageChunk.isAsked(request.body()))
                : ResponsesEvents.of(response);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        events.forEach(event -> bytes.writeBytes(event.bytes()));
        return bytes.toByteArray();
    }
}
