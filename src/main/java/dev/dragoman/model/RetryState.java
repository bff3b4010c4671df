package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one ask has tried so far. It has no locks: its attempts follow one another, each begun by the completion of the last
 * one.
 */
final class RetryState {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final LongSupplier nanos;
    private final long started;
    private final Duration budget;
    private final boolean patient;
    private int attempts;
    private int waits;
    private Duration waited = Duration.ZERO;
    private @Nullable CallAttempt result;
    private boolean keyRenewed;
    private boolean mayBePaidTwice;
    private boolean timeoutRepeated;

    /**
     * @param nanos the monotonic clock
     * @param budget how long all attempts may take together, waits included
     * @param patient whether the ask waits even before its first request
     */
    RetryState(LongSupplier nanos, Duration budget, boolean patient) {
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        this.budget = budget;
        this.patient = patient;
    }

    /** How many requests were sent. */
    int attempts() {
        return attempts;
    }

    /** How often the ask has waited. */
    int waits() {
        return waits;
    }

    /** How long the ask has waited in all. */
    Duration waited() {
        return waited;
    }

    /** The time since the ask came to this stage. */
    Duration took() {
        return Duration.ofNanos(nanos.getAsLong() - started);
    }

    /** How long the rest may take; at least 1 ms, because a timer needs more than zero. */
    Duration left() {
        Duration left = budget.minus(took());
        return left.compareTo(SHORTEST) > 0 ? left : SHORTEST;
    }

    /** Whether the ask waits if a request is not permitted. An ask that has already called the provider always does. */
    boolean isPatient() {
        return patient || attempts > 0;
    }

    /** The last request that was sent; if none was, why not. Known once the loop is over. */
    CallAttempt result() {
        return Objects.requireNonNull(result);
    }

    /** Whether a request was sent again although the one before may have been paid for. */
    boolean mayBePaidTwice() {
        return mayBePaidTwice;
    }

    /** Whether a request was sent again after a timeout, which is done once. */
    boolean isTimeoutRepeated() {
        return timeoutRepeated;
    }

    /** Notes that a request is on its way. */
    void sending() {
        attempts++;
        if (result instanceof CallAttempt.Sent before) {
            mayBePaidTwice |= before.response().mayBePaid();
            timeoutRepeated |= before.response() instanceof ProviderResponse.NotReceived lost
                    && lost.failure() == ProviderResponse.FailureReason.TIMEOUT;
        }
    }

    /**
     * Notes what a request came to.
     *
     * @param attempt the request; its first event is counted from the request's own beginning, but from the first request on
     *     the receipt
     * @param before how long the ask had taken when the request was sent
     */
    void sent(CallAttempt.Sent attempt, Duration before) {
        Duration firstEvent = attempt.firstEvent();
        result = firstEvent == null
                ? attempt
                : new CallAttempt.Sent(attempt.response(), before.plus(firstEvent), attempt.started());
    }

    /** Notes that a request was not sent. What an earlier one came to counts for more. */
    void notPermitted(CallAttempt.NotPermitted attempt) {
        if (attempts == 0) {
            result = attempt;
        }
    }

    /** Notes a wait. */
    void waiting(Duration pause) {
        waits++;
        waited = waited.plus(pause);
    }

    /** Whether this ask may look for another key, which it may once. */
    boolean mayRenewKey() {
        boolean first = !keyRenewed;
        keyRenewed = true;
        return first;
    }
}
