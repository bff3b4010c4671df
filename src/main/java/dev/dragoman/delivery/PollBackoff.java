package dev.dragoman.delivery;

import dev.dragoman.event.Content;
import dev.dragoman.memory.BoundedMap;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.BatchReceipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a polled bucket that failed, and when each may be tried again: a bucket has no visibility timeout, so
 * each listing shows them all. Kept in memory; after a restart each is tried at once.
 */
public final class PollBackoff {
    private static final int MOST = 10_000;

    /** What somebody else answers is mostly done long before its lease ends, and to look costs no delivery as it does in a queue. */
    private static final Duration LONGEST_FOR_OTHERS = Duration.ofSeconds(30);

    private record Pause(int tries, long until, @Nullable String eTag) {
        boolean isOfAnother(@Nullable String other) {
            return eTag != null && other != null && !eTag.equals(other);
        }
    }

    private final Clock clock;
    private final LongSupplier nanos;
    private final VisibilityBackoff backoff;
    private final BooleanSupplier resting;
    private final Map<String, Pause> pauses = BoundedMap.byAge(MOST);

    /**
     * @param clock tells the time, for the deadlines of asks
     * @param nanos the monotonic time, which measures the waits
     * @param random from 0 to 1
     */
    public PollBackoff(Clock clock, LongSupplier nanos, DoubleSupplier random) {
        this(clock, nanos, random, () -> false);
    }

    /**
     * @param clock tells the time, for the deadlines of asks
     * @param nanos the monotonic time, which measures the waits
     * @param random from 0 to 1
     * @param resting whether no document at all should be tried now
     */
    public PollBackoff(Clock clock, LongSupplier nanos, DoubleSupplier random, BooleanSupplier resting) {
        this.clock = clock;
        this.nanos = nanos;
        this.backoff = new VisibilityBackoff(random);
        this.resting = resting;
    }

    /**
     * Notes which documents failed.
     *
     * @param answers of polled documents
     */
    public synchronized void note(List<Answer> answers) {
        for (Answer answer : answers) {
            answer.ask().content().asDocument().ifPresent(document -> note(document, answer));
        }
    }

    private void note(Content.Document document, Answer answer) {
        Pause before = pauses.remove(document.location().uri());
        BatchReceipt.Unfinished batch = answer.receipt().batch() == null
                ? null
                : answer.receipt().batch().unfinished();
        boolean isInProgress = answer.outcome().isInProgress();
        boolean getsOn = batch != null && batch.hasAnswered();
        int tries = (before == null || getsOn ? 0 : before.tries()) + (isInProgress ? 0 : 1);
        Instant now = clock.instant();
        backoff.after(tries, List.of(answer), now)
                .map(wait -> isInProgress ? VisibilityBackoff.shorter(wait, LONGEST_FOR_OTHERS) : wait)
                .map(wait -> batch != null && now.isBefore(batch.deadline())
                        ? VisibilityBackoff.shorter(wait, Duration.between(now, batch.deadline()))
                        : wait)
                .map(Duration::toNanos)
                .ifPresent(wait -> pauses.put(
                        document.location().uri(), new Pause(tries, nanos.getAsLong() + wait, document.eTag())));
    }

    /**
     * Whether a document has to wait before it is tried.
     *
     * @param document a listed one
     * @return true until its wait is over, and while nothing should be tried. One that was replaced does not wait
     */
    public synchronized boolean isPaused(Content.Document document) {
        Pause pause = pauses.get(document.location().uri());
        boolean waits = pause != null && pause.until() - nanos.getAsLong() > 0 && !pause.isOfAnother(document.eTag());
        return waits || resting.getAsBoolean();
    }
}
