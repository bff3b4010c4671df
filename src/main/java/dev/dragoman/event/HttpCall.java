package dev.dragoman.event;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, whichever server took it: Dragoman's own, a Function URL or API Gateway.
 *
 * @param id the request's id
 * @param method upper case
 * @param path without query, decoded, as {@code /v1/responses}; an API Gateway stage is already taken off
 * @param headers names in lower case; of a header that came twice the values are joined by a comma
 * @param body the bytes as sent, empty where there were none
 * @param endBy when the caller of this process stops listening (the end of a Lambda invocation); null means never
 * @param listener hears an answer that comes as a stream; null where the server can send it whole only
 */
public record HttpCall(
        String id,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        @Nullable Instant endBy,
        @Nullable AnswerListener listener) {
    /** A request whose response is sent whole. */
    public HttpCall(
            String id, String method, String path, Map<String, String> headers, byte[] body, @Nullable Instant endBy) {
        this(id, method, path, headers, body, endBy, null);
    }

    /**
     * The same request, whose answer is heard while it is written.
     *
     * @param other who hears it
     * @return a new request
     */
    public HttpCall withListener(AnswerListener other) {
        return new HttpCall(id, method, path, headers, body, endBy, other);
    }

    /**
     * A header's value.
     *
     * @param name in lower case
     * @return empty where it was not sent
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
