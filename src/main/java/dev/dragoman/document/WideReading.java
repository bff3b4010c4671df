package dev.dragoman.document;

import dev.dragoman.parts.CodePoints;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** How a text reads in UTF-16 of one byte order. */
final class WideReading {
    private static final double USUAL = 0.9;
    private static final double LETTER = 0.6;
    private static final double SIGN = -0.3;
    private static final double ODD = -2;

    private static final String SIGNS = "‐‑‒–—―‘’‚“”„•…‰‹›€№™";

    private final String charset;
    private final CodePoints points;
    private boolean wrong;
    private long count;
    private double sum;

    WideReading(String charset) {
        this.charset = charset;
        this.points = new CodePoints(charset);
    }

    void read(byte value) {
        if (wrong) {
            return;
        }
        int point = points.read(value);
        if (point == CodePoints.MALFORMED || point == 0) {
            wrong = true;
        } else if (point > 0) {
            count++;
            sum += value(point);
        }
    }

    private static double value(int point) {
        if (point < 0x80) {
            return point >= ' ' || Character.isWhitespace(point) ? 1 : ODD;
        }
        if (isUsual(point)) {
            return USUAL;
        }
        if (SignReading.isKana(point) || (point >= 0x3000 && SignReading.isPunctuation(point))) {
            return LETTER;
        }
        if (Character.isIdeographic(point) || SignReading.isHangul(point)) {
            return SIGN;
        }
        boolean letter =
                point < 0x0E80 && (Character.isLetter(point) || Character.getType(point) == Character.NON_SPACING_MARK);
        boolean sign = point < 0x100 || SIGNS.indexOf(point) >= 0;
        return Character.isISOControl(point) ? ODD : letter || sign ? LETTER : ODD;
    }

    private static boolean isUsual(int point) {
        for (String language : USUAL_OF) {
            BitSet usual = Languages.signs(language);
            if (usual.get(point)) {
                return true;
            }
        }
        return false;
    }

    private static final String[] USUAL_OF = {"ja", "zh", "zh-TW", "ko"};

    /** The reading; null if the text can't be read so. */
    @Nullable
    Reading end() {
        return wrong || points.isCutOff() || count == 0 ? null : new Reading(charset, 0, 2 * sum, sum / count, charset);
    }
}
