package dev.dragoman.local;

/** A part of the local stack did not come up. The message is one sentence for the person at the terminal. */
public final class CannotStart extends RuntimeException {
    /**
     * Says what and why.
     *
     * @param message one sentence, followed by the last lines of the part's log where there are any
     */
    public CannotStart(String message) {
        super(message);
    }
}
