package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came back from the provider for one ask, before it is classified. */
public sealed interface ProviderResponse {
    /**
     * Decides by what came back.
     *
     * @param received for an HTTP response
     * @param streamed for a stream
     * @param notReceived for a call without response
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(
            Function<? super Received, ? extends R> received,
            Function<? super Streamed, ? extends R> streamed,
            Function<? super NotReceived, ? extends R> notReceived);

    /**
     * What it says of itself, for the receipt; also of a failure, which may have been paid for.
     *
     * @return both parts null if it is not a JSON answer
     */
    ResponseMetadata metadata();

    /**
     * Whether the provider may have the call paid for: it has answered with something, or nobody knows whether it has.
     *
     * @return false if it has refused the call, or if the call did not reach it
     */
    boolean mayBePaid();

    /**
     * Its headers that HTTP callers get.
     *
     * @return none if they have been sent already, or if there is no response
     */
    ProviderHeaders headers();

    /**
     * The same response without a secret that the provider may have repeated in it: in its headers, anywhere in an error, and
     * in what receipts have of an answer. An answer's content stays as it came.
     *
     * @param secret the key that was sent
     * @return with asterisks in its place
     */
    ProviderResponse without(String secret);

    /**
     * The provider sent an HTTP response.
     *
     * @param status its status
     * @param contentType its {@code Content-Type}; empty if it sent none
     * @param retryAfter what it says about asking again
     * @param json its body; null if that is no JSON object
     * @param headers those of its headers that HTTP callers get
     */
    record Received(
            int status,
            String contentType,
            RetryAfter retryAfter,
            @Nullable ObjectNode json,
            ProviderHeaders headers) implements ProviderResponse {
        /** A response without any headers to pass on. */
        public Received(int status, String contentType, RetryAfter retryAfter, @Nullable ObjectNode json) {
            this(status, contentType, retryAfter, json, ProviderHeaders.NONE);
        }

        /** A response with its body as it came; empty if it sent none. */
        public static Received of(int status, String contentType, RetryAfter retryAfter, byte[] body) {
            return of(status, contentType, retryAfter, body, ProviderHeaders.NONE);
        }

        /** A response with its body as it came, empty if it sent none, and headers to pass on. */
        public static Received of(
                int status, String contentType, RetryAfter retryAfter, byte[] body, ProviderHeaders headers) {
            return new Received(
                    status,
                    contentType,
                    retryAfter,
                    Json.readLenient(body).match(node -> object(status, node), problem -> null),
                    headers);
        }

        // Google's compatible endpoint sends an error as a list of one.
        private static @Nullable ObjectNode object(int status, JsonNode node) {
            JsonNode said = status >= 400 && node.isArray() ? node.path(0) : node;
            return said instanceof ObjectNode object ? object : null;
        }

        @Override
        public boolean mayBePaid() {
            return status >= 200 && status < 300;
        }

        @Override
        public Received without(String secret) {
            SecretMask mask = SecretMask.of(secret);
            ObjectNode said = json;
            if (said != null) {
                boolean error = status >= 300 || !Json.saysNothing(said.path("error"));
                said = error ? mask.error(said) : mask.answer(said);
            }
            return new Received(status, contentType, retryAfter, said, mask.headers(headers));
        }

        @Override
        public <R> R match(
                Function<? super Received, ? extends R> received,
                Function<? super Streamed, ? extends R> streamed,
                Function<? super NotReceived, ? extends R> notReceived) {
            return received.apply(this);
        }

        @Override
        public ResponseMetadata metadata() {
            return json == null ? ResponseMetadata.NONE : ResponseMetadata.of(json);
        }
    }

    /**
     * The provider streamed its answer, and its events were passed on to the caller.
     *
     * @param answer what the events add up to, in the format of a whole answer
     * @param error the error that it sent instead of going on; null if it sent none
     * @param failure why it stopped before its end; null if it came to its end or sent an error
     * @param usage the token counts as reported; if it did not report them, an {@link UsageEstimate}
     * @param adjustments each change to its events, in words
     */
    record Streamed(
            ObjectNode answer,
            @Nullable ObjectNode error,
            @Nullable FailureReason failure,
            JsonNode usage,
            List<String> adjustments)
            implements ProviderResponse {
        public Streamed {
            adjustments = List.copyOf(adjustments);
        }

        /** A stream whose events were passed on as they came. */
        public Streamed(
                ObjectNode answer, @Nullable ObjectNode error, @Nullable FailureReason failure, JsonNode usage) {
            this(answer, error, failure, usage, List.of());
        }

        @Override
        public <R> R match(
                Function<? super Received, ? extends R> received,
                Function<? super Streamed, ? extends R> streamed,
                Function<? super NotReceived, ? extends R> notReceived) {
            return streamed.apply(this);
        }

        @Override
        public ResponseMetadata metadata() {
            return new ResponseMetadata(answer.path("model").textValue(), usage);
        }

        @Override
        public ProviderHeaders headers() {
            return ProviderHeaders.NONE;
        }

        @Override
        public boolean mayBePaid() {
            return true;
        }

        @Override
        public Streamed without(String secret) {
            SecretMask mask = SecretMask.of(secret);
            return new Streamed(
                    mask.answer(answer),
                    error == null ? null : mask.error(error),
                    failure,
                    mask.json(usage),
                    adjustments);
        }
    }

    /**
     * The provider sent no response.
     *
     * @param failure how far the call came
     */
    record NotReceived(FailureReason failure) implements ProviderResponse {
        @Override
        public <R> R match(
                Function<? super Received, ? extends R> received,
                Function<? super Streamed, ? extends R> streamed,
                Function<? super NotReceived, ? extends R> notReceived) {
            return notReceived.apply(this);
        }

        @Override
        public ResponseMetadata metadata() {
            return ResponseMetadata.NONE;
        }

        @Override
        public ProviderHeaders headers() {
            return ProviderHeaders.NONE;
        }

        @Override
        public boolean mayBePaid() {
            return failure != FailureReason.CONNECT && failure != FailureReason.TLS;
        }

        @Override
        public NotReceived without(String secret) {
            return this;
        }
    }

    /** How a call ended without a response. */
    enum FailureReason {
        /** No connection: refused, no route, no such host, or the connect timeout passed. */
        CONNECT,
        /** The certificate or the handshake was no good. */
        TLS,
        /** Connected, but the first byte or the whole answer did not come in time. */
        TIMEOUT,
        /** The connection broke after the request was sent, or the response was cut off. */
        BROKEN,
        /** The answer was longer than it may be, and was not read to its end. */
        TOO_LARGE,
        /** The head of the response was longer than a head may be. */
        HEAD_TOO_LARGE,
        /** There was no memory for the answer, because others had it. */
        NO_ROOM,
        /** The caller who listened to the answer has disconnected. */
        GONE
    }
}
