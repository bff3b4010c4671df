package dev.dragoman.http;

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

    /** Takes a place for a call with a body of so many bytes; false if there is none. */
    synchronized boolean enter(long body) {
        if (callsNow >= calls || (callsNow > 0 && bytesNow + body > bytes)) {
            return false;
        }
        callsNow++;
        bytesNow += body;
        return true;
    }

    /** Gives the place back. */
    synchronized void leave(long body) {
        callsNow--;
        bytesNow -= body;
    }
}
