package dev.dragoman.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file line by line, of which it holds one at a time. A line ends in LF or CRLF; the last one may end with the file. A byte
 * order mark before the first line is left out.
 */
final class LineReader {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final long longest;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private long offset;
    private int number;

    /**
     * A line of a file.
     *
     * @param number from 1
     * @param offset where it begins, in bytes
     * @param length in bytes, with what ends it
     * @param text without what ends it; null if it is too long to be held
     */
    record FileLine(int number, long offset, long length, byte @Nullable [] text) {
        /** Whether there is nothing in it. */
        boolean isBlank() {
            if (text == null) {
                return false;
            }
            for (byte character : text) {
                if (character != ' ' && character != '\t' && character != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param in the file, from its beginning
     * @param longest how many bytes a line may have
     */
    LineReader(InputStream in, long longest) {
        this.in = in;
        this.longest = longest;
    }

    /** How many bytes were read, up to the end of the last line. */
    long offset() {
        return offset;
    }

    /**
     * The next line.
     *
     * @return null at the end
     * @throws IOException if reading breaks off
     */
    @Nullable
    FileLine next() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long length = 0;
        boolean ended = false;
        while (!ended && fill()) {
            int stop = next;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            ended = stop < end;
            int count = stop - next;
            length += count + (ended ? 1 : 0);
            if (length <= longest + 2) {
                text.write(buffer, next, count);
            }
            next = stop + (ended ? 1 : 0);
        }
        if (length == 0) {
            return null;
        }
        FileLine line = new FileLine(++number, offset, length, plain(text.toByteArray(), length - (ended ? 1 : 0)));
        offset += length;
        return line;
    }

    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer));
        }
        return next < end;
    }

    private byte @Nullable [] plain(byte[] text, long length) {
        boolean marked = offset == 0 && startsWithMark(text);
        int from = marked ? BYTE_ORDER_MARK.length : 0;
        int to = text.length > from && text[text.length - 1] == '\r' ? text.length - 1 : text.length;
        return length > text.length || to - from > longest ? null : Arrays.copyOfRange(text, from, to);
    }

    private static boolean startsWithMark(byte[] text) {
        return text.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(text, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }
}
