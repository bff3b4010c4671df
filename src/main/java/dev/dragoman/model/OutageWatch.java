package dev.dragoman.model;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that nothing is answered any more, whatever is asked and however it fails: the provider is away, or a wrong URL, a
 * key that has expired or an empty account makes it refuse everything. It refuses no call. It holds back those who take work
 * from a queue or a bucket, since a queue counts how often a message is taken.
 */
final class OutageWatch {
    /** So many asks in a row. One or two may fail for reasons of their own. */
    private static final int IN_A_ROW = 3;

    /** The longest rest, in first rests; each is twice as long as the one before. */
    private static final int LONGEST = 6;

    /** How long one piece of work stays away that was handed back, in first rests: an operator needs minutes. */
    private static final int AWAY = 12;

    private final Duration first;
    private final LongSupplier nanos;
    private int failed;
    private int rests;
    private long until;
    private boolean probing;

    /**
     * @param first the first rest
     * @param nanos the monotonic clock
     */
    OutageWatch(Duration first, LongSupplier nanos) {
        this.first = first;
        this.nanos = nanos;
    }

    /** Notes an ask that was answered, or whose failure is its own. */
    synchronized void answered() {
        failed = 0;
        rests = 0;
        probing = false;
    }

    /**
     * Notes an ask that failed for a reason that is not its own. A rest is prolonged only by what was tried after it: one
     * caller's failures must not keep the others from trying.
     */
    synchronized void failed() {
        failed++;
        if (failed >= IN_A_ROW && (rests == 0 || probing)) {
            rest(Math.min(1 << Math.min(rests, LONGEST), LONGEST));
            rests++;
            probing = false;
        }
    }

    /**
     * Whether nothing should be taken now. After a rest one caller is let through, and for as long as the first rest no other:
     * what becomes of it is noted until then.
     */
    synchronized boolean holdsBack() {
        if (rests == 0) {
            return false;
        }
        if (!isOver()) {
            return true;
        }
        probing = true;
        rest(1);
        return false;
    }

    /** How long nothing is taken; zero if somebody may try. */
    synchronized Duration left() {
        return rests == 0 || isOver() ? Duration.ZERO : Duration.ofNanos(until - nanos.getAsLong());
    }

    /** How long what failed now should stay away, the first time; zero if there is no outage. */
    synchronized Duration away() {
        return rests == 0 ? Duration.ZERO : first.multipliedBy(AWAY);
    }

    private void rest(int times) {
        until = nanos.getAsLong() + first.multipliedBy(times).toNanos();
    }

    private boolean isOver() {
        return until - nanos.getAsLong() <= 0;
    }
}
