package dev.dragoman.parts;

/**
 * Follows the quotes of a table: within them, a line end or a separator is part of a value. A quote counts at the beginning of a value
 * only, so that one that means inches, or stands for nothing, does not turn the rest of the table inside out (RFC 4180).
 */
final class TableQuotes {
    private static final String SEPARATORS = ",;\t|";
    private static final String NAMES_SEPARATOR = "sep=";
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private boolean inside;
    private boolean mayBegin = true;
    private boolean mayHaveEnded;

    private int written;
    private boolean namesSeparator = true;
    private boolean behindHeader;

    /** Whether what comes next is within quotes. */
    boolean isInside() {
        return inside && !mayHaveEnded;
    }

    /** Whether a line has ended that is neither blank nor names the separator only, as {@code sep=;} does. */
    boolean isBehindHeader() {
        return behindHeader;
    }

    /** Reads the next character. */
    void read(int point) {
        followHeader(point);
        if (inside) {
            // A quote that comes twice stands for itself.
            if (mayHaveEnded && point != '"') {
                inside = false;
                mayHaveEnded = false;
                readOutside(point);
            } else {
                mayHaveEnded = point == '"' && !mayHaveEnded;
            }
        } else {
            readOutside(point);
        }
    }

    private void readOutside(int point) {
        if (point == '"' && mayBegin) {
            inside = true;
        }
        boolean isBetween = isLineEnd(point) || SEPARATORS.indexOf(point) >= 0;
        mayBegin = isBetween || (mayBegin && (point == ' ' || point == BYTE_ORDER_MARK));
    }

    private void followHeader(int point) {
        if (behindHeader || point == BYTE_ORDER_MARK) {
            return;
        }
        if (isLineEnd(point)) {
            boolean names = namesSeparator && written >= NAMES_SEPARATOR.length();
            behindHeader = written > 0 && !names;
            written = 0;
            namesSeparator = true;
        } else if (point != ' ' || written > 0) {
            namesSeparator &= written < NAMES_SEPARATOR.length()
                    ? Character.toLowerCase(point) == NAMES_SEPARATOR.charAt(written)
                    : written == NAMES_SEPARATOR.length();
            written++;
        }
    }

    private static boolean isLineEnd(int point) {
        return point == '\n' || point == '\r';
    }
}
