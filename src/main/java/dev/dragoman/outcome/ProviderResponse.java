package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/** What one ask's call to the provider came to, before anyone has judged it. */
public sealed interface ProviderResponse {
    /**
     * Why it stopped before its end.
     *
     * @return null if it came to its end
     */
    @Nullable
    FailureReason failure();

    /**
     * What it says about asking again.
     *
     * @return {@link RetryAfter#UNSAID} if it says nothing
     */
    RetryAfter retryAfter();

    /**
     * Whether the provider says that the failure is its own.
     *
     * @return true for a status of 500 or more
     */
    boolean isServerError();

    /**
     * Whether the provider refuses the key.
     *
     * @return true for status 401 and 403
     */
    boolean isKeyRefused();

    /**
     * The provider sent an HTTP response.
     *
     * @param status its status
     * @param contentType its {@code Content-Type}; empty where it sent none
     * @param retryAfter what it says about asking again
     * @param json its body; null where that is no JSON object
     */
    record Received(
            int status,
            String contentType,
            RetryAfter retryAfter,
            @Nullable ObjectNode json) implements ProviderResponse {
        /** A response with its body as it came; empty where it sent none. */
        public static Received of(int status, String contentType, RetryAfter retryAfter, byte[] body) {
            ObjectNode json = Json.readLenient(body) instanceof Json.Result.Value value
                            && value.node() instanceof ObjectNode object
                    ? object
                    : null;
            return new Received(status, contentType, retryAfter, json);
        }

        @Override
        public @Nullable FailureReason failure() {
            return null;
        }

        @Override
        public boolean isServerError() {
            return status >= 500;
        }

        @Override
        public boolean isKeyRefused() {
            return status == 401 || status == 403;
        }
    }

    /**
     * The provider streamed its answer, and what came of it was passed on to the caller.
     *
     * @param answer what it adds up to, in the shape of a whole answer
     * @param error the error that it sent instead of going on; null where it sent none
     * @param failure why it stopped before its end; null where it came to its end or sent an error
     * @param usage the token counts as reported; where it did not report them, an {@link UsageEstimate}
     */
    record Streamed(
            ObjectNode answer,
            @Nullable ObjectNode error,
            @Nullable FailureReason failure,
            JsonNode usage) implements ProviderResponse {
        @Override
        public RetryAfter retryAfter() {
            return RetryAfter.UNSAID;
        }

        @Override
        public boolean isServerError() {
            return false;
        }

        @Override
        public boolean isKeyRefused() {
            return false;
        }
    }

    /**
     * It did not.
     *
     * @param failure how far the call came
     */
    record NotReceived(FailureReason failure) implements ProviderResponse {
        @Override
        public RetryAfter retryAfter() {
            return RetryAfter.UNSAID;
        }

        @Override
        public boolean isServerError() {
            return false;
        }

        @Override
        public boolean isKeyRefused() {
            return false;
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
        /** The caller who listened to the answer has gone away. */
        GONE
    }
}
