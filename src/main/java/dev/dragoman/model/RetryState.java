package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one ask has tried so far. Its attempts follow one another, each on the thread where the last one ended. */
final class RetryState {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final LongSupplier nanos;
    private final long started;
    private final Duration budget;
    private final boolean patient;
    private int made;
    private Duration waited = Duration.ZERO;
    private @Nullable CallAttempt last;
    private Outcome.@Nullable Unavailable keptBack;
    private boolean renewed;

    /**
     * @param nanos the monotonic clock
     * @param budget how long all attempts may take together, waits included
     * @param patient whether the ask waits for its first request too
     */
    RetryState(LongSupplier nanos, Duration budget, boolean patient) {
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        this.budget = budget;
        this.patient = patient;
    }

    /** How many requests were sent. */
    synchronized int made() {
        return made;
    }

    /** Whether the ask waits where it is kept back: who has called and waited waits on. */
    synchronized boolean waitsOn() {
        return patient || made > 0;
    }

    /** The time spent between them. */
    synchronized Duration waited() {
        return waited;
    }

    /** The time since the ask came to this stage. */
    Duration took() {
        return Duration.ofNanos(nanos.getAsLong() - started);
    }

    /** How long the rest may take; never nothing, as a timer wants some time. */
    Duration left() {
        Duration left = budget.minus(took());
        return left.compareTo(SHORTEST) > 0 ? left : SHORTEST;
    }

    /** What the last request came to; null where none was sent. */
    synchronized @Nullable CallAttempt last() {
        return last;
    }

    /** Why a request was not sent; null where every one was. */
    synchronized Outcome.@Nullable Unavailable keptBack() {
        return keptBack;
    }

    /** Notes that a request is on its way. */
    synchronized void sent() {
        made++;
    }

    /**
     * Notes what a request came to.
     *
     * @param attempt its first event counted from its own beginning, on the receipt it counts from the first request
     * @param before how long the ask had taken when it was sent
     */
    synchronized void came(CallAttempt attempt, Duration before) {
        Duration first = attempt.firstEvent();
        last = first == null ? attempt : new CallAttempt(attempt.reply(), before.plus(first), attempt.started());
    }

    /** Notes that a request was not sent. */
    synchronized void keptBack(Outcome.Unavailable why) {
        keptBack = why;
    }

    /** Notes a wait. */
    synchronized void waits(Duration pause) {
        waited = waited.plus(pause);
    }

    /** Whether this ask may look for another key: once. */
    synchronized boolean mayRenew() {
        boolean first = !renewed;
        renewed = true;
        return first;
    }
}
