package dev.dragoman.document;

/**
 * Counts the characters beyond ASCII that a text has in UTF-8, and the places where it is none. That takes little, and most texts
 * need no more ({@link #isPlain}).
 */
final class Utf8Check {
    private static final int FEW = 2;

    private long offset;
    private long start;
    private int left;
    private int length;
    private int lead;
    private long good;
    private long bad;
    private long firstBad = -1;
    private boolean hasEscapes;

    void read(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            read(bytes[i]);
        }
    }

    void read(byte value) {
        int now = value & 0xFF;
        hasEscapes |= now == 0 || now == EncodingDetector.ESCAPE || now == EncodingDetector.SHIFT;
        if (left > 0) {
            if (isContinuation(now)) {
                left--;
                good += left == 0 ? 1 : 0;
                lead = 0;
                offset++;
                return;
            }
            bad(start);
        }
        left = 0;
        if (now >= 0x80) {
            begin(now);
        }
        offset++;
    }

    private void begin(int now) {
        start = offset;
        lead = now;
        length = now < 0xC2 || now > 0xF4 ? 0 : now < 0xE0 ? 2 : now < 0xF0 ? 3 : 4;
        left = Math.max(0, length - 1);
        if (length == 0) {
            bad(offset);
        }
    }

    // Not what could be written shorter, nor surrogates, nor what is above Unicode.
    private boolean isContinuation(int now) {
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return now >= least && now <= most;
    }

    private void bad(long at) {
        bad++;
        firstBad = firstBad < 0 ? at : firstBad;
    }

    /** Whether the text is UTF-8, and can't be anything else: it has no bytes that have a meaning of their own in other encodings. */
    boolean isPlain() {
        return firstBad() < 0 && !hasEscapes;
    }

    /** Where the first byte is that belongs to no character, the end of the text included; -1 if there is none. */
    long firstBad() {
        return firstBad < 0 && left > 0 ? start : firstBad;
    }

    /**
     * Whether the text is UTF-8 but for some bytes: other encodings hardly ever have bytes that are characters of UTF-8 too.
     */
    boolean isDamaged() {
        boolean cutOff = left > 0 && bad == 0 && length > 2 && lead == 0;
        return firstBad() >= 0 && (cutOff || (good >= FEW && bad + (left > 0 ? 1 : 0) <= good));
    }
}
