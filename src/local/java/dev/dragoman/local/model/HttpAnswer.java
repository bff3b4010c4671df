package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The HTTP response.
 *
 * @param status the HTTP status
 * @param headers the response headers
 * @param pieces the body: the events of a stream, or one piece, or none
 * @param stream whether the pieces are sent one by one
 */
record HttpAnswer(int status, Map<String, String> headers, List<byte[]> pieces, boolean stream) {
    static HttpAnswer json(int status, JsonNode body) {
        return of(status, "application/json", Json.bytes(body));
    }

    static HttpAnswer of(int status, String contentType, byte[] body) {
        return new HttpAnswer(status, Map.of("Content-Type", contentType), List.of(body), false);
    }

    static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Map.of(), List.of(), false);
    }

    static HttpAnswer stream(List<String> events) {
        return new HttpAnswer(
                200,
                Map.of("Content-Type", "text/event-stream; charset=utf-8", "Cache-Control", "no-cache"),
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                true);
    }

    HttpAnswer with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new HttpAnswer(status, all, pieces, stream);
    }

    HttpAnswer with(List<byte[]> others) {
        return new HttpAnswer(status, headers, others, stream);
    }

    long length() {
        return pieces.stream().mapToLong(piece -> piece.length).sum();
    }
}
