package dev.dragoman.event;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, to Dragoman's own server, a Function URL or API Gateway.
 *
 * @param id the request's id
 * @param method upper case
 * @param path without query, decoded, as {@code /v1/responses}; an API Gateway stage is already taken off
 * @param headers names in lower case; the values of a repeated header are joined by a comma
 * @param body the bytes as sent; empty if there were none
 * @param endBy when the caller of this process stops listening (the end of a Lambda invocation); null means never
 * @param listener receives an answer that comes as a stream; null if the server can send whole answers only
 * @param query encoded as it came, without question mark; empty if there is none
 */
public record HttpCall(
        String id,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body,
        @Nullable Instant endBy,
        @Nullable AnswerListener listener,
        String query) {
    /** A request without query. */
    public HttpCall(
            String id,
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            @Nullable Instant endBy,
            @Nullable AnswerListener listener) {
        this(id, method, path, headers, body, endBy, listener, "");
    }

    /** A request whose response is sent whole. */
    public HttpCall(
            String id, String method, String path, Map<String, String> headers, byte[] body, @Nullable Instant endBy) {
        this(id, method, path, headers, body, endBy, null);
    }

    /**
     * The same request with a listener, which receives the answer while it is written.
     *
     * @param other the listener
     * @return a new request
     */
    public HttpCall withListener(AnswerListener other) {
        return new HttpCall(id, method, path, headers, body, endBy, other, query);
    }

    /**
     * A header's value.
     *
     * @param name in lower case
     * @return empty if it was not sent
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
