package dev.dragoman.model;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.outcome.SecretMask;
import java.util.function.Function;

/** What became of a call that was passed through. */
public sealed interface PassedResponse {
    /**
     * Decides by what became of it.
     *
     * @param received for a response of the provider
     * @param failed for a call without one
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed);

    /**
     * The provider's response, as it came.
     *
     * @param status any; callers see {@linkplain #isForCallers() some}
     * @param contentType its {@code Content-Type}; empty if it has none
     * @param retryAfter what it says about asking again
     * @param headers those of its headers that callers get
     * @param body empty if there is none, or if the caller has got it as a stream
     */
    record Whole(int status, String contentType, RetryAfter retryAfter, ProviderHeaders headers, byte[] body)
            implements PassedResponse {
        /** Whether a caller may see it: it is a success or an error, and not about Dragoman's key. */
        boolean isForCallers() {
            return (status >= 200 && status < 300) || (status >= 400 && status < 600 && status != 401);
        }

        /** What the guards judge by: the status, and what an error says. */
        ProviderResponse.Received judged() {
            boolean says = status >= 400 && body.length <= Blocking.LARGE;
            return ProviderResponse.Received.of(status, contentType, retryAfter, says ? body : new byte[0]);
        }

        /** The same response without a key that the provider may have repeated in its headers, or in an error. */
        Whole without(String key) {
            SecretMask mask = SecretMask.of(key);
            return new Whole(status, mask.text(contentType), retryAfter, mask.headers(headers), withoutIn(body, mask));
        }

        private byte[] withoutIn(byte[] said, SecretMask mask) {
            if (status >= 400) {
                return mask.bytes(said);
            }
            return said.length <= Blocking.LARGE ? mask.errorIn(said) : said;
        }

        @Override
        public <R> R match(
                Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed) {
            return received.apply(this);
        }
    }

    /**
     * There is no response, or none that a caller may see.
     *
     * @param outcome why
     */
    record NotPassed(Outcome.Failed outcome) implements PassedResponse {
        @Override
        public <R> R match(
                Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed) {
            return failed.apply(this);
        }
    }
}
