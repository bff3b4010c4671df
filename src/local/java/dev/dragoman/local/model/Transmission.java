package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How much of the answer to a call has been sent. Written by the thread that answers, read by tests. */
public final class Transmission {
    private final AtomicInteger events = new AtomicInteger();
    private volatile boolean whole;
    private volatile boolean aborted;
    private volatile @Nullable ObjectNode usage;

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
     * @return false while it is being sent, and if it was cut by a misbehaviour or aborted
     */
    public boolean whole() {
        return whole;
    }

    /**
     * Whether the client went away before it had the whole answer. It is noticed when the connection takes no more
     * bytes, at the second event after the client has gone. A stalled stream does not notice it.
     *
     * @return true once it has been noticed
     */
    public boolean aborted() {
        return aborted;
    }

    /**
     * What the answer cost, whether it was sent or not.
     *
     * @return the usage of responses; empty if no answer was made
     */
    public Optional<ObjectNode> usage() {
        return Optional.ofNullable(usage);
    }

    void costs(ObjectNode tokens) {
        usage = tokens;
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
