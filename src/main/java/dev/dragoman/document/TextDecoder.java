package dev.dragoman.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes text by its bytes alone: by a byte order mark, else as UTF-8, as UTF-16 if every other byte is zero, or in the
 * encoding that is most likely.
 */
final class TextDecoder {
    /**
     * What the bytes are.
     *
     * @param text without byte order mark; empty if they are no text
     * @param encoding its name
     * @param wrongAt the offset of the first byte that is no text; -1 if all are
     */
    record Decoded(String text, String encoding, int wrongAt) {
        boolean isText() {
            return wrongAt < 0;
        }
    }

    private record Mark(String hex, String encoding) {
        int length() {
            return hex.length() / 2;
        }
    }

    private static final int LONGEST_MARK = 4;

    // UTF-32 first: its mark begins with that of UTF-16.
    private static final List<Mark> MARKS = List.of(
            new Mark("efbbbf", "UTF-8"),
            new Mark("fffe0000", "UTF-32LE"),
            new Mark("0000feff", "UTF-32BE"),
            new Mark("fffe", "UTF-16LE"),
            new Mark("feff", "UTF-16BE"));

    /** One in so many characters may be a control character that texts do not usually have. */
    private static final int CONTROLS = 50;

    private TextDecoder() {}

    /**
     * Decodes.
     *
     * @param bytes a document or its beginning
     * @param whole false if a character may be cut off by the end
     */
    static Decoded decode(byte[] bytes, boolean whole) {
        Mark mark = mark(bytes);
        if (mark != null) {
            return decode(bytes, mark.length(), Charset.forName(mark.encoding()), whole);
        }
        int zero = firstZero(bytes);
        if (zero >= 0) {
            Charset wide = wide(bytes);
            return wide == null ? new Decoded("", "binary", zero) : decode(bytes, 0, wide, whole);
        }
        Decoded utf8 = decode(bytes, 0, StandardCharsets.UTF_8, whole);
        if (isCutOff(bytes, utf8.wrongAt())) {
            return utf8;
        }
        return (utf8.isText() ? EncodingDetector.ofEscapes(bytes) : EncodingDetector.of(bytes))
                .map(likely -> decode(bytes, 0, likely, whole))
                .orElse(utf8);
    }

    /**
     * Whether a document is text, judging by its beginning. In what encoding, only all of it tells.
     *
     * @param head its first bytes
     * @param whole false if there are more
     */
    static boolean isLikely(byte[] head, boolean whole) {
        Mark mark = mark(head);
        boolean wide = mark == null ? firstZero(head) >= 0 : !mark.encoding().equals("UTF-8");
        return wide ? decode(head, whole).isText() : firstStrange(new String(head, StandardCharsets.ISO_8859_1)) < 0;
    }

    private static @Nullable Mark mark(byte[] bytes) {
        String start = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, LONGEST_MARK));
        return MARKS.stream()
                .filter(mark -> start.startsWith(mark.hex()))
                .findFirst()
                .orElse(null);
    }

    private static Decoded decode(byte[] bytes, int from, Charset charset, boolean whole) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate(bytes.length - from);
        CoderResult result = decoder.decode(in, out, whole);
        if (result.isError()) {
            return new Decoded("", charset.name(), in.position());
        }
        String text = out.flip().toString();
        int strange = firstStrange(text);
        return strange < 0
                ? new Decoded(text, charset.name(), -1)
                : new Decoded(
                        "", charset.name(), from + text.substring(0, strange).getBytes(charset).length);
    }

    /** Where the first character is that makes a text binary: a zero, or of many control characters the first. */
    private static int firstStrange(CharSequence text) {
        int first = -1;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0) {
                return i;
            }
            if (isStrange(text.charAt(i))) {
                first = count == 0 ? i : first;
                count++;
            }
        }
        return count > Math.max(2, text.length() / CONTROLS) ? first : -1;
    }

    private static boolean isStrange(int character) {
        return character < ' ' && "\t\n\f\r\u001b".indexOf(character) < 0;
    }

    // Text of the western languages in UTF-16 has a zero in every other byte, and no other zeros.
    private static @Nullable Charset wide(byte[] bytes) {
        int[] zeros = new int[2];
        for (int i = 0; i < bytes.length; i++) {
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        }
        int half = bytes.length / 2;
        if (zeros[0] == 0 && zeros[1] > half * 2 / 3) {
            return StandardCharsets.UTF_16LE;
        }
        return zeros[1] == 0 && zeros[0] > half * 2 / 3 ? StandardCharsets.UTF_16BE : null;
    }

    // A character of UTF-8 that has begun and not ended.
    private static boolean isCutOff(byte[] bytes, int wrongAt) {
        int left = bytes.length - wrongAt;
        return wrongAt >= 0
                && left >= 2
                && left < 4
                && (bytes[wrongAt] & 0xE0) >= 0xE0
                && (bytes[wrongAt + 1] & 0xC0) == 0x80;
    }

    private static int firstZero(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
