package dev.dragoman.http;

/**
 * How much is worked on at a time: so many calls, and so many bytes of their bodies. Nobody waits here: who finds no
 * place is told to come back.
 */
final class AdmissionLimiter {
    private final int calls;
    private final long bytes;
    private int callsNow;
    private long bytesNow;

    /**
     * @param calls at the same time
     * @param bytes of all their bodies together; a call alone may have more
     */
    AdmissionLimiter(int calls, long bytes) {
        this.calls = calls;
        this.bytes = bytes;
    }

    /** Takes a place, if there is one. */
    synchronized boolean enter(long body) {
        if (callsNow >= calls || (callsNow > 0 && bytesNow + body > bytes)) {
            return false;
        }
        callsNow++;
        bytesNow += body;
        return true;
    }

    /** Gives it back. */
    synchronized void leave(long body) {
        callsNow--;
        bytesNow -= body;
    }
}
