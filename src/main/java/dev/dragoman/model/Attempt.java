package dev.dragoman.model;

import dev.dragoman.outcome.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request that was sent.
 *
 * @param reply what it came to
 * @param firstEvent how long the first event of a stream took; null where none came
 */
record Attempt(Reply reply, @Nullable Duration firstEvent) {
    static Attempt unreached(Throwable failure) {
        return new Attempt(new Reply.Unreached(Failures.reason(failure)), null);
    }
}
