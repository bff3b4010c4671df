package dev.dragoman.parts;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Set;

/** Reads code points byte by byte, so that a text of any length takes no memory. Accepts what Java's strict decoders accept. */
public final class CodePoints {
    /** The code point is not complete yet. */
    public static final int NONE = -1;

    /** The bytes are no code point. */
    public static final int MALFORMED = -2;

    private static final Set<String> WIDE = Set.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE");
    private static final int BITS = 8;

    private final ByteReader reader;
    private int bytes;
    private int length;

    /** Reads the bytes of one encoding. */
    private interface ByteReader {
        int read(int value);
    }

    /**
     * A reader at the beginning of a text.
     *
     * @param encoding a charset's name
     */
    public CodePoints(String encoding) {
        if (encoding.equals("UTF-8")) {
            reader = new Utf8();
        } else if (WIDE.contains(encoding)) {
            reader = new Wide(encoding.startsWith("UTF-16") ? 2 : 4, encoding.endsWith("BE"));
        } else {
            Charset charset = Charset.forName(encoding);
            reader = isOfSingleBytes(charset) ? new Single(charset) : new Multiple(charset);
        }
    }

    private static boolean isOfSingleBytes(Charset charset) {
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1;
    }

    /**
     * Reads a byte.
     *
     * @param value the text's next byte
     * @return the code point that it completes, {@link #NONE} or {@link #MALFORMED}
     */
    public int read(byte value) {
        if (bytes == 0) {
            length = 0;
        }
        bytes++;
        int point = reader.read(value & 0xFF);
        if (point >= 0) {
            length = bytes;
            bytes = 0;
        }
        return point;
    }

    /**
     * How long the code point was that was completed last.
     *
     * @return in bytes
     */
    public int length() {
        return length;
    }

    /**
     * Whether the text can't end here.
     *
     * @return true if a code point has begun and not ended
     */
    public boolean isCutOff() {
        return bytes > 0;
    }

    private static int valid(int point, int from) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return point < from || point > Character.MAX_CODE_POINT || surrogate ? MALFORMED : point;
    }

    /** One byte for each character. */
    private static final class Single implements ByteReader {
        private static final int REPLACEMENT = 0xFFFD;

        private final int[] table = new int[1 << BITS];

        Single(Charset charset) {
            for (int value = 0; value < table.length; value++) {
                table[value] = new String(new byte[] {(byte) value}, charset).codePointAt(0);
            }
        }

        @Override
        public int read(int value) {
            return table[value] == REPLACEMENT ? MALFORMED : table[value];
        }
    }

    private static final class Utf8 implements ByteReader {
        private int pending;
        private int left;
        private int least;

        @Override
        public int read(int value) {
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
    }

    /** Two or four bytes for each unit. */
    private static final class Wide implements ByteReader {
        private final int unit;
        private final boolean bigEndian;
        private int pending;
        private int left;
        private int high;

        Wide(int unit, boolean bigEndian) {
            this.unit = unit;
            this.bigEndian = bigEndian;
        }

        @Override
        public int read(int value) {
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
    }

    /** A varying number of bytes for each character; maybe between escape sequences, which belong to what comes after them. */
    private static final class Multiple implements ByteReader {
        private final CharsetDecoder decoder;
        private final ByteBuffer in = ByteBuffer.allocate(16);
        private final CharBuffer out = CharBuffer.allocate(8);

        Multiple(Charset charset) {
            decoder = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
        }

        @Override
        public int read(int value) {
            if (!in.hasRemaining()) {
                return MALFORMED;
            }
            in.put((byte) value).flip();
            boolean wrong = decoder.decode(in, out.clear(), false).isError();
            in.compact();
            if (wrong) {
                return MALFORMED;
            }
            // A few characters of Big5-HKSCS stand for two code points; the second one is a mark above the first.
            return out.position() == 0 ? NONE : Character.codePointAt(out.flip(), 0);
        }
    }
}
