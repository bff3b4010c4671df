package dev.dragoman.parts;

/** Bytes that are no text in the encoding that was expected. */
public final class NotText extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;

    NotText(long offset) {
        super("no text from byte " + offset + " on", null, false, false);
        this.offset = offset;
    }

    /**
     * Where the text ends.
     *
     * @return the offset of the first byte that is no text
     */
    public long offset() {
        return offset;
    }
}
