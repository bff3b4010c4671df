package dev.dragoman.parts;

/** Bytes that are no text in the encoding that was expected. */
public final class NotText extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final boolean binary;

    NotText(long offset, boolean binary) {
        super("no text from byte " + offset + " on", null, false, false);
        this.offset = offset;
        this.binary = binary;
    }

    /**
     * Why.
     *
     * @return true if it has characters that texts do not have; false if the bytes are none of the encoding
     */
    public boolean isBinary() {
        return binary;
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
