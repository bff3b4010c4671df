package dev.dragoman.model;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What one ask learns of the provider's rate limit, all others heed: after a response that asks to wait, nobody calls
 * until the wait is over, and then one at a time tries until a call is let through again. Counted on the monotonic clock.
 */
final class RateLimitGate {
    /** The provider may ask for hours; a look now and then tells whether it still means it. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final LongSupplier nanos;
    private boolean quiet;
    private boolean probing;
    private long began;
    private long until;
    private Duration length = Duration.ZERO;

    /** @param nanos the monotonic clock */
    RateLimitGate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Asks for leave to call.
     *
     * @return empty where the caller may call, and has to say how it went; else how long to stay away
     */
    synchronized Optional<Duration> enter() {
        if (!quiet) {
            return Optional.empty();
        }
        long left = until - nanos.getAsLong();
        if (left > 0) {
            return Optional.of(Duration.ofNanos(left));
        }
        if (probing) {
            return Optional.of(length);
        }
        probing = true;
        return Optional.empty();
    }

    /** Whether whoever asked now would have to stay away. Takes nobody's leave to call. */
    synchronized boolean lasts() {
        return quiet && (probing || until - nanos.getAsLong() > 0);
    }

    /**
     * The provider wants to be left alone.
     *
     * @param pause for how long
     */
    synchronized void begin(Duration pause) {
        length = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        began = nanos.getAsLong();
        until = began + length.toNanos();
        quiet = true;
        probing = false;
    }

    /**
     * A call was let through.
     *
     * @param started when it was sent, on the monotonic clock: one from before the quiet time says nothing about now
     */
    synchronized void end(long started) {
        if (quiet && started - began >= 0) {
            quiet = false;
            probing = false;
        }
    }

    /** A call ended without anything being learnt of the provider: whoever comes next may try. */
    synchronized void nothingLearnt() {
        probing = false;
    }
}
