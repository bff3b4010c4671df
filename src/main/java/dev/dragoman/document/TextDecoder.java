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
 * Decodes text by its bytes alone: by a byte order mark, else as UTF-8, as UTF-16 if every other byte is zero, or as
 * windows-1252 if few bytes are not ASCII.
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

    private record Mark(String hex, String encoding) {}

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
        for (Mark mark : MARKS) {
            int length = mark.hex().length() / 2;
            if (bytes.length >= length
                    && HexFormat.of().formatHex(bytes, 0, length).equals(mark.hex())) {
                return decode(bytes, length, Charset.forName(mark.encoding()), whole);
            }
        }
        int zero = firstZero(bytes);
        if (zero >= 0) {
            Charset wide = wide(bytes);
            return wide == null ? new Decoded("", "binary", zero) : decode(bytes, 0, wide, whole);
        }
        Decoded utf8 = decode(bytes, 0, StandardCharsets.UTF_8, whole);
        return utf8.isText() || isCutOff(bytes, utf8.wrongAt()) || !isMostlyAscii(bytes)
                ? utf8
                : decode(bytes, 0, Charset.forName("windows-1252"), whole);
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
        long strange = text.chars().filter(TextDecoder::isStrange).count();
        return text.indexOf(0) >= 0 || strange > Math.max(2, text.length() / CONTROLS)
                ? new Decoded("", charset.name(), from)
                : new Decoded(text, charset.name(), -1);
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
        return left >= 2 && left < 4 && (bytes[wrongAt] & 0xE0) >= 0xE0 && (bytes[wrongAt + 1] & 0xC0) == 0x80;
    }

    // Other alphabets in one byte for each letter have more, and windows-1252 would turn them into nonsense.
    private static boolean isMostlyAscii(byte[] bytes) {
        int others = 0;
        for (byte value : bytes) {
            others += value < 0 ? 1 : 0;
        }
        return others <= Math.max(3, bytes.length * 3 / 10);
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
