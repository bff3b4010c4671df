package dev.dragoman.parts;

import java.nio.charset.Charset;
import java.util.Set;

/** Reads code points byte by byte, so that a text of any length takes no memory. Accepts what Java's strict decoders accept. */
final class CodePoints {
    /** The code point is not complete yet. */
    static final int NONE = -1;

    /** The bytes are no code point. */
    static final int MALFORMED = -2;

    private static final Set<String> WIDE = Set.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE");
    private static final int REPLACEMENT = 0xFFFD;
    private static final int BITS = 8;

    private final boolean utf8;
    private final int unit;
    private final boolean bigEndian;
    private final int[] table;

    private int pending;
    private int left;
    private int least;
    private int high;
    private int bytes;
    private int length;

    /** @param encoding UTF-8, UTF-16LE, UTF-16BE, UTF-32LE, UTF-32BE, or a charset of one byte for each character */
    CodePoints(String encoding) {
        boolean wide = WIDE.contains(encoding);
        utf8 = encoding.equals("UTF-8");
        unit = !wide ? 1 : encoding.startsWith("UTF-16") ? 2 : 4;
        bigEndian = encoding.endsWith("BE");
        table = utf8 || wide ? new int[0] : table(Charset.forName(encoding));
    }

    private static int[] table(Charset charset) {
        int[] points = new int[1 << BITS];
        for (int value = 0; value < points.length; value++) {
            points[value] = new String(new byte[] {(byte) value}, charset).codePointAt(0);
        }
        return points;
    }

    /** Reads a byte; returns the code point that it completes, {@link #NONE} or {@link #MALFORMED}. */
    int read(byte value) {
        if (bytes == 0) {
            length = 0;
        }
        bytes++;
        int point = utf8 ? utf8(value & 0xFF) : unit == 1 ? single(value & 0xFF) : wide(value & 0xFF);
        if (point >= 0) {
            length = bytes;
            bytes = 0;
        }
        return point;
    }

    /** How many bytes the code point took that was completed last. */
    int length() {
        return length;
    }

    /** Whether a code point has begun and not ended. */
    boolean isCutOff() {
        return bytes > 0;
    }

    private int single(int value) {
        return table[value] == REPLACEMENT ? MALFORMED : table[value];
    }

    private int utf8(int value) {
        if (left == 0) {
            if (value < 0x80) {
                return value;
            }
            left = value >= 0xC2 && value < 0xE0 ? 1 : value >= 0xE0 && value < 0xF0 ? 2 : 3;
            least = left == 1 ? 0x80 : left == 2 ? 0x800 : Character.MIN_SUPPLEMENTARY_CODE_POINT;
            pending = value & (0x3F >> left);
            return value < 0xC2 || value > 0xF4 ? MALFORMED : NONE;
        }
        if ((value & 0xC0) != 0x80) {
            return MALFORMED;
        }
        pending = (pending << 6) | (value & 0x3F);
        left--;
        return left > 0 ? NONE : valid(pending, least);
    }

    private int wide(int value) {
        pending = bigEndian ? (pending << BITS) | value : pending | (value << (BITS * left));
        left++;
        if (left < unit) {
            return NONE;
        }
        int whole = pending;
        pending = 0;
        left = 0;
        return unit == 2 ? utf16(whole) : valid(whole, 0);
    }

    private int utf16(int whole) {
        if (high != 0) {
            int first = high;
            high = 0;
            return Character.isLowSurrogate((char) whole)
                    ? Character.toCodePoint((char) first, (char) whole)
                    : MALFORMED;
        }
        if (Character.isHighSurrogate((char) whole)) {
            high = whole;
            return NONE;
        }
        return valid(whole, 0);
    }

    private static int valid(int point, int from) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return point < from || point > Character.MAX_CODE_POINT || surrogate ? MALFORMED : point;
    }
}
