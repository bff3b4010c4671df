package dev.dragoman.memory;

import java.time.Duration;

/**
 * The memory that all calls in work share: the bodies of HTTP requests, and the documents that go inside a request. It
 * counts bytes of text. What takes more memory than its text does, such as JSON of very small values, is counted as the
 * longer text that takes as much (docs/adr/0031).
 */
public final class MemoryBudget {
    /** What a byte of text takes in all forms that it has while its call lasts, in bytes of the heap, with a reserve. */
    private static final int HEAP_FOR_A_BYTE = 15;

    /** The part of the memory, as of the places, that is kept for clients who have little: a tenth. */
    public static final int KEPT_PART = 10;

    private final long bytes;
    private long taken;

    /**
     * @param bytes how many there are
     */
    public MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    /**
     * How many bytes fit into a heap.
     *
     * @param heap its largest size, in bytes
     * @return a fifteenth of it
     */
    public static long ofHeap(long heap) {
        return heap / HEAP_FOR_A_BYTE;
    }

    /**
     * How many there are for all calls together.
     *
     * @return in bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * The most that one call can ever get for its body, its documents or its answer: nine tenths. The last tenth is for what
     * the call holds besides, and for others. What needs more is refused for good, and not told to come back.
     *
     * @return in bytes
     */
    public long largest() {
        return bytes - Math.max(1, bytes / KEPT_PART);
    }

    /**
     * How many are taken now.
     *
     * @return in bytes
     */
    public synchronized long taken() {
        return taken;
    }

    /**
     * A share of one call, empty at first.
     *
     * @return has to be closed
     */
    public Share share() {
        return new Share();
    }

    private synchronized boolean take(long more) {
        if (taken + more > bytes) {
            return false;
        }
        taken += more;
        return true;
    }

    private synchronized boolean await(long more, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); !take(more); left = end - System.nanoTime()) {
            if (more > bytes || left <= 0) {
                return false;
            }
            try {
                wait(Math.max(1, left / 1_000_000));
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private synchronized void giveBack(long less) {
        taken -= less;
        notifyAll();
    }

    /** What one call has taken. Closing it gives all of it back; after that nothing can be taken. */
    public final class Share implements AutoCloseable {
        private long held;
        private boolean closed;

        private Share() {}

        /**
         * Takes more.
         *
         * @param more in bytes
         * @return false if there is no room now; nothing is taken then
         */
        public synchronized boolean take(long more) {
            if (closed || !MemoryBudget.this.take(more)) {
                return false;
            }
            held += more;
            return true;
        }

        /**
         * Takes more, and waits for room if this share is empty. One that holds something does not wait: two could wait
         * for each other.
         *
         * @param more in bytes
         * @param patience how long to wait at most; blocks
         * @return false if there was no room
         */
        public boolean await(long more, Duration patience) {
            if (held() > 0) {
                return take(more);
            }
            return MemoryBudget.this.await(more, patience) && keep(more);
        }

        private synchronized boolean keep(long more) {
            if (closed) {
                giveBack(more);
                return false;
            }
            held += more;
            return true;
        }

        /**
         * Gives back what is not needed.
         *
         * @param needed in bytes; more than it has taken changes nothing
         */
        public synchronized void shrinkTo(long needed) {
            if (needed < held) {
                giveBack(held - needed);
                held = needed;
            }
        }

        /**
         * What it has taken.
         *
         * @return in bytes
         */
        public synchronized long held() {
            return held;
        }

        @Override
        public synchronized void close() {
            closed = true;
            giveBack(held);
            held = 0;
        }
    }
}
