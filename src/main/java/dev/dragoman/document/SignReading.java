package dev.dragoman.document;

import dev.dragoman.parts.CodePoints;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** How a text reads in one encoding of Chinese, Japanese or Korean, byte by byte. */
final class SignReading {
    private static final double USUAL = 0.9;
    private static final double KANA = 0.6;
    private static final double PUNCTUATION = 0.5;
    private static final double TAUGHT = 0.1;
    private static final double RARE = -0.6;
    private static final double FOREIGN = -1;

    /** The signs that everybody learns have the first rows of a table, and the rare ones those behind. */
    private record Rows(int first, int last) {
        boolean have(int row) {
            return row >= first && row <= last;
        }
    }

    private final String charset;
    private final String language;
    private final double prior;
    private final Rows taught;
    private final CodePoints points;
    private final BitSet usual;

    /** Whether escape sequences make signs of the bytes of ASCII. */
    private final boolean shifts;

    private boolean wrong;
    private int row;
    private long beyondAscii;
    private double sum;

    /**
     * A reading at the beginning of a text, or between two characters of ASCII.
     *
     * @param prior how much rarer than others the encoding is
     * @param firstRow the first byte of the first sign that is taught
     * @param lastRow the first byte of the last one
     */
    SignReading(String charset, String language, double prior, int firstRow, int lastRow) {
        this.charset = charset;
        this.language = language;
        this.prior = prior;
        this.taught = new Rows(firstRow, lastRow);
        this.points = new CodePoints(charset);
        this.shifts = charset.startsWith("ISO-2022") || charset.equals("x-windows-50221");
        this.usual = Languages.signs(language);
    }

    void read(byte value) {
        if (wrong || (value >= 0 && !points.isCutOff() && !shifts)) {
            return;
        }
        if (!points.isCutOff()) {
            row = value & 0xFF;
        }
        int point = points.read(value);
        wrong = point == CodePoints.MALFORMED;
        if (point >= 0x80) {
            beyondAscii += points.length();
            sum += points.length() * value(point);
        }
    }

    private double value(int point) {
        if (usual.get(point)) {
            return USUAL;
        }
        if (isKana(point)) {
            return language.equals("ja") ? KANA : FOREIGN;
        }
        if (isPunctuation(point)) {
            return PUNCTUATION;
        }
        if (!Character.isIdeographic(point) && !isHangul(point)) {
            return isHalfWidthKana(point) ? 0 : FOREIGN;
        }
        return taught.have(row) ? TAUGHT : RARE;
    }

    static boolean isKana(int point) {
        return point >= 0x3041 && point <= 0x30FF;
    }

    static boolean isHangul(int point) {
        return point >= 0xAC00 && point <= 0xD7A3;
    }

    static boolean isPunctuation(int point) {
        return (point >= 0x3000 && point <= 0x301F)
                || (point >= 0xFF01 && point <= 0xFF5E)
                || (point >= 0x2010 && point <= 0x2044)
                || (point >= 0x2460 && point <= 0x2473)
                || point == 0x3231
                || point == 0xB7;
    }

    private static boolean isHalfWidthKana(int point) {
        return point >= 0xFF61 && point <= 0xFF9F;
    }

    /** The reading; null if the text can't be read so, or has nothing but ASCII. */
    @Nullable
    Reading end() {
        return wrong || (points.isCutOff() && !shifts) || beyondAscii == 0
                ? null
                : new Reading(charset, prior, sum, sum / beyondAscii, language + charset);
    }
}
