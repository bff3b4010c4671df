package dev.dragoman.http;

import java.util.Optional;

/**
 * Limits how many calls are in progress, and how many bytes their bodies have together. No call waits here: one that finds
 * no place is told to try again.
 */
final class AdmissionLimiter {
    private final int calls;
    private final long bytes;
    private int callsNow;
    private long bytesNow;

    /**
     * @param calls at the same time
     * @param bytes of all their bodies together; a single call may have more
     */
    AdmissionLimiter(int calls, long bytes) {
        this.calls = calls;
        this.bytes = bytes;
    }

    /**
     * The bytes that bodies may have together unless the operator says otherwise. A body takes seven times its size in
     * memory, and more if it is made of very small values, so all of them may be a tenth of the heap. The largest one still
     * finds a place beside small ones.
     *
     * @param heap the largest heap
     * @param largest the largest body
     */
    static long defaultBytes(long heap, long largest) {
        return Math.max(heap / 10, largest + largest / 4);
    }

    /** Takes a place for a call with a body of so many bytes; empty if there is none. */
    synchronized Optional<Reservation> enter(long body) {
        if (callsNow >= calls || (callsNow > 0 && bytesNow + body > bytes)) {
            return Optional.empty();
        }
        callsNow++;
        bytesNow += body;
        return Optional.of(new Reservation(body));
    }

    /** The place of one call, with the bytes of its body. */
    final class Reservation {
        private long body;
        private boolean left;

        private Reservation(long body) {
            this.body = body;
        }

        /** Gives back what a body does not need that was thought to be larger. */
        void shrinkTo(long actual) {
            synchronized (AdmissionLimiter.this) {
                if (!left && actual < body) {
                    bytesNow -= body - actual;
                    body = actual;
                }
            }
        }

        /** Gives the place back; only the first time counts. */
        void leave() {
            synchronized (AdmissionLimiter.this) {
                if (!left) {
                    left = true;
                    callsNow--;
                    bytesNow -= body;
                }
            }
        }
    }
}
