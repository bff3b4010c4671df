package dev.dragoman.parts;

/**
 * Estimates how many tokens a text costs: one for each four bytes of its UTF-8. So a token is four letters of English, two
 * of Greek or Russian, and a Chinese character is three quarters of one, which is close to what the tokenizers of the
 * provider's family make of them.
 */
public final class Tokens {
    /** The bytes of UTF-8 that make a token. */
    public static final int BYTES = 4;

    private static final int ONE_BYTE = 0x80;
    private static final int TWO_BYTES = 0x800;

    private Tokens() {}

    /**
     * The tokens of some bytes of UTF-8.
     *
     * @param bytes how many
     * @return rounded up
     */
    public static long of(long bytes) {
        return (bytes + BYTES - 1) / BYTES;
    }

    /**
     * The tokens of a text.
     *
     * @param text any text
     * @return 0 if it is empty
     */
    public static long of(String text) {
        return of(text.codePoints()
                .asLongStream()
                .map(point -> bytes((int) point))
                .sum());
    }

    /** How many bytes of UTF-8 a code point takes. */
    static int bytes(int codePoint) {
        if (codePoint < ONE_BYTE) {
            return 1;
        }
        if (codePoint < TWO_BYTES) {
            return 2;
        }
        return codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 3 : 4;
    }
}
