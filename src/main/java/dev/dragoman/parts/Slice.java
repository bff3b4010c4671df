package dev.dragoman.parts;

/**
 * A range of a document's bytes.
 *
 * @param from the offset of its first byte
 * @param to the offset behind its last byte
 */
public record Slice(long from, long to) {
    /**
     * How long it is.
     *
     * @return in bytes
     */
    public long length() {
        return to - from;
    }
}
