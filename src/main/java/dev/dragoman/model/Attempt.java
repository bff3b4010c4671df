package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request that was sent.
 *
 * @param reply what it came to
 * @param firstEvent how long the first event of a stream took; null where none came
 * @param heard whether the caller has heard the beginning of the answer: then it can't begin again
 */
record Attempt(ProviderResponse reply, @Nullable Duration firstEvent, boolean heard) {
    Attempt(ProviderResponse reply) {
        this(reply, null, false);
    }

    static Attempt unreached(Throwable failure) {
        return new Attempt(new ProviderResponse.NotReceived(FailureReasons.reason(failure)));
    }
}
