package dev.dragoman.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dragoman.harness.WireCall;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What a caller and the provider saw of one request.
 *
 * @param status 0 if there was no response
 * @param type the content type, without its parameters
 * @param text the body
 * @param body as JSON; missing if it is none
 * @param events of a stream; empty if the answer is none
 * @param whole whether the transfer came to its end
 * @param passed the provider's headers that say something about the answer
 * @param own the headers of Dragoman's own
 * @param interim how many responses 1xx came before
 * @param calls how many calls the provider got
 * @param request the body that the provider got last; missing if it got none
 */
record Seen(
        int status,
        String type,
        String text,
        JsonNode body,
        List<WireEvent> events,
        boolean whole,
        Map<String, String> passed,
        Map<String, String> own,
        int interim,
        int calls,
        JsonNode request) {
    private static final Pattern PASSED =
            Pattern.compile("x-request-id|x-ratelimit-.*|openai-.*|retry-after.*|x-should-retry");
    private static final Pattern OWN = Pattern.compile("dragoman-.*|retry-after|x-should-retry");

    static Seen of(WireCall.Answer answer, List<WireProvider.Received> received) {
        String type = answer.header("Content-Type").replaceFirst(";.*", "").strip();
        boolean stream = type.equals("text/event-stream");
        JsonNode none = MissingNode.getInstance();
        byte[] body = unpacked(answer);
        String text = new String(body, StandardCharsets.UTF_8);
        return new Seen(
                answer.status(),
                type,
                text,
                !stream && Json.readLenient(withoutMark(text)) instanceof Json.Result.Value value ? value.node() : none,
                stream ? WireEvent.read(text) : List.of(),
                answer.whole(),
                headers(answer, PASSED),
                headers(answer, OWN),
                answer.interim(),
                received.size(),
                received.isEmpty() ? none : received.get(received.size() - 1).body());
    }

    private static byte[] unpacked(WireCall.Answer answer) {
        if (!answer.header("Content-Encoding").equals("gzip")) {
            return answer.body();
        }
        try {
            return new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        } catch (IOException notPacked) {
            throw new UncheckedIOException(notPacked);
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Map<String, String> headers(WireCall.Answer answer, Pattern which) {
        Map<String, String> headers = new TreeMap<>();
        answer.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (which.matcher(lower).matches()) {
                headers.put(lower, value);
            }
        });
        return headers;
    }

    /** Without the word that an error is not to be tried again, unless the other one has it too. */
    Seen withoutAdviceUnlike(Seen other) {
        Map<String, String> fewer = new TreeMap<>(passed);
        if (status >= 400 && !other.passed.containsKey("x-should-retry")) {
            fewer.remove("x-should-retry", "false");
        }
        return new Seen(status, type, text, body, events, whole, fewer, own, interim, calls, request);
    }

    /** The error object; missing if there is none. */
    JsonNode error() {
        return body.path("error");
    }

    /** The events that are no errors. */
    List<WireEvent> answerEvents() {
        return events.stream().filter(event -> !event.isError()).toList();
    }
}
