package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt to call the provider. */
sealed interface CallAttempt {
    /**
     * Gives the attempt to the function for its kind.
     *
     * @param ifSent for a request that was sent
     * @param ifNotPermitted for one that was not
     * @return what that function returns
     */
    <R> R fold(Function<Sent, R> ifSent, Function<NotPermitted, R> ifNotPermitted);

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

        @Override
        public <R> R fold(Function<Sent, R> ifSent, Function<NotPermitted, R> ifNotPermitted) {
            return ifSent.apply(this);
        }
    }

    /**
     * The request was not sent: too many calls are running, the provider is down, or it has limited the rate.
     *
     * @param outcome what the ask is told
     */
    record NotPermitted(Outcome.Unavailable outcome) implements CallAttempt {
        @Override
        public <R> R fold(Function<Sent, R> ifSent, Function<NotPermitted, R> ifNotPermitted) {
            return ifNotPermitted.apply(this);
        }
    }
}
