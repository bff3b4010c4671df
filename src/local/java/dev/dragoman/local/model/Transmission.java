package dev.dragoman.local.model;

import java.util.concurrent.atomic.AtomicInteger;

/** How far the answer to a call has got. Written by the thread that answers, read by tests. */
public final class Transmission {
    private final AtomicInteger events = new AtomicInteger();
    private volatile boolean whole;
    private volatile boolean aborted;

    /**
     * How much of the answer has been written.
     *
     * @return the events of a stream; 1 for an answer that was sent whole
     */
    public int events() {
        return events.get();
    }

    /**
     * Whether the whole answer has been written.
     *
     * @return false for one that goes on, was cut by a misbehaviour, or was aborted
     */
    public boolean whole() {
        return whole;
    }

    /**
     * Whether the client went away before it had the whole answer. Seen when the connection takes no more bytes, which
     * is at the second event after the client has gone: a stalled stream sees nothing.
     *
     * @return true once that has been seen
     */
    public boolean aborted() {
        return aborted;
    }

    void wrote() {
        events.incrementAndGet();
    }

    void end() {
        whole = true;
    }

    void abort() {
        aborted = true;
    }
}
