package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt to call the provider. */
sealed interface CallAttempt {
    /**
     * Decides by what became of the request.
     *
     * @param sent for a request that was sent
     * @param notPermitted for one that was not
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super Sent, ? extends R> sent, Function<? super NotPermitted, ? extends R> notPermitted);

    /**
     * The request was sent.
     *
     * @param response what came back
     * @param firstEvent how long the first event of a stream took; null if none came
     * @param started whether the caller has already received the beginning of the answer, so that it can't be sent again
     */
    record Sent(ProviderResponse response, @Nullable Duration firstEvent, boolean started) implements CallAttempt {
        Sent(ProviderResponse response) {
            this(response, null, false);
        }

        /** The same attempt without the key, which the provider may have repeated in its error. */
        Sent without(String key) {
            return new Sent(response.without(key), firstEvent, started);
        }

        @Override
        public <R> R match(
                Function<? super Sent, ? extends R> sent, Function<? super NotPermitted, ? extends R> notPermitted) {
            return sent.apply(this);
        }
    }

    /**
     * The request was not sent: too many calls are running, the provider is down, or it has limited the rate.
     *
     * @param outcome what the ask is told
     */
    record NotPermitted(Outcome.Unavailable outcome) implements CallAttempt {
        @Override
        public <R> R match(
                Function<? super Sent, ? extends R> sent, Function<? super NotPermitted, ? extends R> notPermitted) {
            return notPermitted.apply(this);
        }
    }
}
