package dev.dragoman.parts;

/** A PDF whose pages can't be had. */
public final class UnreadablePdf extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean locked;

    UnreadablePdf(boolean locked, Throwable cause) {
        super(locked ? "protected by a password" : "damaged", cause);
        this.locked = locked;
    }

    /**
     * Why.
     *
     * @return true if it can be opened with a password only; false if it is damaged
     */
    public boolean isLocked() {
        return locked;
    }
}
