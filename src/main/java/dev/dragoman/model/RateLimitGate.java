package dev.dragoman.model;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Holds back all asks after one of them was told of the provider's rate limit. Until the wait is over, nobody calls. Then
 * one ask at a time tries, until a call gets through. Counts on the monotonic clock.
 */
final class RateLimitGate {
    /** The provider may ask for hours; one call a minute finds out if it still means it. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final LongSupplier nanos;
    private boolean closed;
    private boolean probing;
    private long closedAt;
    private long opensAt;
    private Duration length = Duration.ZERO;

    /** @param nanos the monotonic clock */
    RateLimitGate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Asks to be let through.
     *
     * @return empty if the caller may call, and then has to report how that went: by {@link #close}, {@link #open} or
     *     {@link #probeEnded}; else how long to stay away
     */
    synchronized Optional<Duration> enter() {
        if (!closed) {
            return Optional.empty();
        }
        long left = opensAt - nanos.getAsLong();
        if (left > 0) {
            return Optional.of(Duration.ofNanos(left));
        }
        if (probing) {
            return Optional.of(length);
        }
        probing = true;
        return Optional.empty();
    }

    /** Whether a call would have to stay away now. Lets nobody through. */
    synchronized boolean isClosed() {
        return closed && (probing || opensAt - nanos.getAsLong() > 0);
    }

    /** How long all have to stay away; zero if one may try. */
    synchronized Duration left() {
        long left = opensAt - nanos.getAsLong();
        return closed && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /**
     * The provider limits the rate.
     *
     * @param pause how long it wants to be left alone
     */
    synchronized void close(Duration pause) {
        length = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        closedAt = nanos.getAsLong();
        opensAt = closedAt + length.toNanos();
        closed = true;
        probing = false;
    }

    /**
     * The provider took a call.
     *
     * @param sentAt when the call was sent, on the monotonic clock; one that was sent before the gate closed changes nothing
     */
    synchronized void open(long sentAt) {
        if (closed && sentAt - closedAt >= 0) {
            closed = false;
            probing = false;
        }
    }

    /** A call ended and told nothing about the rate limit: the next ask may try. */
    synchronized void probeEnded() {
        probing = false;
    }
}
