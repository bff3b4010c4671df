package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request that was sent.
 *
 * @param reply what it came to
 * @param firstEvent how long the first event of a stream took; null where none came
 * @param started whether the caller has heard the beginning of the answer: then it can't begin again
 */
record CallAttempt(ProviderResponse reply, @Nullable Duration firstEvent, boolean started) {
    CallAttempt(ProviderResponse reply) {
        this(reply, null, false);
    }

    static CallAttempt unreached(Throwable failure) {
        return new CallAttempt(new ProviderResponse.NotReceived(FailureReasons.reason(failure)));
    }
}
