package dev.dragoman.outcome;

import java.util.Optional;

/** What one ask's call to the provider came to, before anyone has judged it. */
public sealed interface Reply {
    /**
     * The provider sent an HTTP response.
     *
     * @param status its status
     * @param contentType its {@code Content-Type}; empty where it sent none
     * @param retryAfter its {@code Retry-After}, as sent
     * @param body its body; empty where it sent none
     */
    record Responded(int status, String contentType, Optional<String> retryAfter, byte[] body) implements Reply {}

    /**
     * It did not.
     *
     * @param reason how far the call came
     */
    record Unreached(Reason reason) implements Reply {}

    /** How a call ended without a response. */
    enum Reason {
        /** No connection: refused, no route, no such host, or the connect timeout passed. */
        CONNECT,
        /** The certificate or the handshake was no good. */
        TLS,
        /** Connected, but the first byte or the whole answer did not come in time. */
        TIMEOUT,
        /** The connection broke after the request was sent, or the response was cut off. */
        BROKEN
    }
}
