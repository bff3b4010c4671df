package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A received call.
 *
 * @param time when it had been read completely
 * @param method as {@code POST}
 * @param path without the query
 * @param headers names in lower case
 * @param body its bytes
 * @param answer how much of its answer has been sent
 */
public record ReceivedCall(
        Instant time, String method, String path, Map<String, List<String>> headers, byte[] body, Transmission answer) {
    /**
     * A header's first value.
     *
     * @param name in any case
     * @return the value, or empty
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /**
     * The body as text.
     *
     * @return UTF-8 text
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as JSON.
     *
     * @return the tree
     * @throws IllegalStateException when the body was not JSON
     */
    public JsonNode json() {
        if (Json.read(body) instanceof Json.Result.Value value) {
            return value.node();
        }
        throw new IllegalStateException("the body of " + method + " " + path + " is not JSON");
    }

    /**
     * Whether this is a call that a provider charges for.
     *
     * @return true for a POST that a model answers
     */
    public boolean chargeable() {
        return method.equals("POST")
                && (path.equals(Api.CHAT) || path.equals(Api.RESPONSES) || path.equals(Api.EMBEDDINGS));
    }

    ObjectNode describe() {
        ObjectNode json =
                Json.object().put("time", time.toString()).put("method", method).put("path", path);
        json.putObject("answer")
                .put("events", answer.events())
                .put("whole", answer.whole())
                .put("aborted", answer.aborted());
        ObjectNode names = json.putObject("headers");
        headers.forEach((name, values) -> names.put(name, String.join(", ", values)));
        if (Json.read(body) instanceof Json.Result.Value value) {
            json.set("body", value.node());
        } else {
            json.put("body", text());
        }
        return json;
    }
}
