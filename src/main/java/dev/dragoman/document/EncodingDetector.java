package dev.dragoman.document;

import dev.dragoman.outcome.Problem;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells in what encoding a text is. It is fed the text piece by piece and keeps counts only, so that a text of any length takes
 * the same memory. A byte order mark decides; else what is valid UTF-8 is UTF-8; else the text is in the encoding in which its
 * letters follow each other as in a language ({@link Languages}), if that clearly holds for one encoding only: to be asked for
 * another encoding is better than to be read wrongly.
 */
final class EncodingDetector {
    /** What the text is. */
    sealed interface Detected {
        /**
         * Text.
         *
         * @param encoding a charset's name
         * @param mark the length of its byte order mark
         * @param escapeAt the offset of the first escape sequence on which what comes after it depends; -1 if there is none
         */
        record KnownEncoding(String encoding, int mark, long escapeAt) implements Detected {}

        /**
         * None, or none that can be read.
         *
         * @param wrongAt the offset of the first byte that is no text
         * @param why what is wrong
         */
        record NoEncoding(long wrongAt, TextFault why) implements Detected {}
    }

    /** Why a text can't be read. */
    enum TextFault {
        /** It has a zero byte, or control characters. */
        BINARY("document_type_unknown", "begins as text, but is binary from byte %d on"),
        /** It is Unicode, but for some bytes. */
        DAMAGED(
                "document_damaged",
                "is text in Unicode that is damaged: byte %d belongs to no character; mend it, or save it anew as UTF-8"),
        /** It is in some other encoding. */
        UNKNOWN(
                "document_type_unknown",
                "is text in an encoding that can't be told: byte %d is the first that is no UTF-8; save it as UTF-8"),
        /** Its characters depend on what stands before them. */
        NOT_DIVISIBLE(
                "document_type_unknown",
                "is a long text that switches between encodings, as from byte %d on, and can't be cut into parts; save it as UTF-8");

        private final String code;
        private final String clause;

        TextFault(String code, String clause) {
            this.code = code;
            this.clause = clause;
        }

        Problem problem(ErrorSubject subject, long wrongAt) {
            return subject.problem(422, code, clause(wrongAt));
        }

        /** The rest of a sentence that begins with the text's name. */
        String clause(long wrongAt) {
            return clause.formatted(wrongAt);
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

    static final int ESCAPE = 0x1b;
    static final int SHIFT = 0x0e;

    private final byte[] head = new byte[LONGEST_MARK];
    private long read;
    private long firstZero = -1;
    private long firstEscape = -1;

    private final Utf8Check utf8 = new Utf8Check();
    private final SingleByteReadings single = new SingleByteReadings();
    private final List<WideReading> wide = List.of(new WideReading("UTF-16LE"), new WideReading("UTF-16BE"));
    private final List<SignReading> escaped = new ArrayList<>();

    // Of a standard and what programs have added to it, the first is told in which all can be read.
    private final List<List<SignReading>> signs = List.of(
            readings("ja", 0, 0x88, 0x97, "Shift_JIS", "windows-31j"),
            readings("ja", 0, 0xB0, 0xCF, "EUC-JP"),
            readings("zh", 0, 0xB0, 0xD7, "GBK", "GB18030"),
            readings("zh-TW", 0, 0xA4, 0xC6, "Big5", "x-windows-950", "Big5-HKSCS"),
            readings("ko", 0, 0xB0, 0xC8, "EUC-KR", "x-windows-949"),
            readings("zh-TW", -2, 0xC4, 0xFD, "x-EUC-TW"));

    private static List<SignReading> readings(
            String language, double prior, int firstRow, int lastRow, String... charsets) {
        return Stream.of(charsets)
                .filter(Charset::isSupported)
                .map(charset -> new SignReading(charset, language, prior, firstRow, lastRow))
                .toList();
    }

    /**
     * Detects the encoding of a text that is there as a whole.
     *
     * @param bytes all of it
     */
    static Detected of(byte[] bytes) {
        Utf8Check utf8 = new Utf8Check();
        utf8.read(bytes, bytes.length);
        if (utf8.isPlain()) {
            return new Detected.KnownEncoding(
                    "UTF-8",
                    mark(bytes, Math.min(bytes.length, LONGEST_MARK))
                            .map(Mark::length)
                            .orElse(0),
                    -1);
        }
        EncodingDetector detector = new EncodingDetector();
        detector.read(bytes, bytes.length);
        return detector.end();
    }

    /**
     * Reads the next bytes.
     *
     * @param bytes holds them
     * @param length how many of its bytes
     */
    void read(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte value = bytes[i];
            if (read < head.length) {
                head[(int) read] = value;
            }
            if (value == 0 && firstZero < 0) {
                firstZero = read;
            }
            read++;
            utf8.read(value);
            single.read(value);
            wide.forEach(reading -> reading.read(value));
            readSigns(value);
        }
    }

    // Each reading leaves out what is ASCII in its encoding.
    private void readSigns(byte value) {
        for (List<SignReading> family : signs) {
            for (SignReading reading : family) {
                reading.read(value);
            }
        }
        if (escaped.isEmpty() && (value == ESCAPE || value == SHIFT)) {
            firstEscape = read - 1;
            escaped.addAll(readings("ja", 0, 0x30, 0x4F, "ISO-2022-JP", "x-windows-50221"));
            escaped.addAll(readings("ko", 0, 0x30, 0x48, "ISO-2022-KR"));
            escaped.addAll(readings("zh", 0, 0x30, 0x57, "ISO-2022-CN"));
        }
        escaped.forEach(reading -> reading.read(value));
    }

    /** What was read; it is over. */
    Detected end() {
        Optional<Mark> mark = mark(head, (int) Math.min(read, head.length));
        if (mark.isPresent()) {
            return new Detected.KnownEncoding(mark.get().encoding(), mark.get().length(), -1);
        }
        if (firstZero >= 0) {
            return best(wide())
                    .<Detected>map(EncodingDetector::text)
                    .orElseGet(() -> new Detected.NoEncoding(firstZero, TextFault.BINARY));
        }
        if (utf8.firstBad() < 0) {
            return escaped.stream()
                    .map(SignReading::end)
                    .filter(Objects::nonNull)
                    .filter(reading -> reading.share() >= 0)
                    .findFirst()
                    .<Detected>map(reading -> new Detected.KnownEncoding(reading.charset(), 0, firstEscape))
                    .orElseGet(() -> new Detected.KnownEncoding("UTF-8", 0, -1));
        }
        if (utf8.isDamaged()) {
            return new Detected.NoEncoding(utf8.firstBad(), TextFault.DAMAGED);
        }
        Stream<Reading> ofSigns = signs.stream()
                .flatMap(family -> family.stream()
                        .map(SignReading::end)
                        .filter(Objects::nonNull)
                        .limit(1));
        return best(Stream.of(single.all().stream(), ofSigns, wide()).flatMap(readings -> readings))
                .<Detected>map(EncodingDetector::text)
                .orElseGet(() -> new Detected.NoEncoding(utf8.firstBad(), TextFault.UNKNOWN));
    }

    private static Detected text(Reading reading) {
        return new Detected.KnownEncoding(reading.charset(), 0, -1);
    }

    private Stream<Reading> wide() {
        return wide.stream().map(WideReading::end).filter(Objects::nonNull);
    }

    private static Optional<Reading> best(Stream<Reading> readings) {
        List<Reading> all = readings.sorted(
                        Comparator.comparingDouble(Reading::score).reversed())
                .toList();
        return all.stream()
                .findFirst()
                .filter(Reading::isUsual)
                .filter(best -> all.stream().allMatch(best::leadsBefore));
    }

    private static Optional<Mark> mark(byte[] bytes, int length) {
        String start = HexFormat.of().formatHex(bytes, 0, length);
        return MARKS.stream().filter(mark -> start.startsWith(mark.hex())).findFirst();
    }
}
