package dev.dragoman.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the bytes of a {@code text/event-stream} as they arrive. The events do not depend on how the bytes are cut into
 * chunks. An event is returned as soon as the blank line that ends it has been read. Bytes that are not UTF-8 become
 * U+FFFD. Only the current event is kept in memory. Not for use by two threads.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">WHATWG HTML,
 *     "Parsing an event stream"</a>
 */
public final class EventReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] LINE_FEED = {'\n'};
    private static final int INITIAL_BYTES = 1_024;

    /** A larger buffer, needed by one large event, is given up after that event. */
    private static final int KEPT_BYTES = 64 * 1_024;

    private final int maxEventBytes;

    /** The lines of the event so far, each with its line feed, and the beginning of the next line. */
    private byte[] block = new byte[INITIAL_BYTES];

    private int length;
    private int lineStart;
    private boolean isFirstLine = true;
    private boolean afterCarriageReturn;
    private boolean tooLarge;

    /**
     * A reader for one stream.
     *
     * @param maxEventBytes the longest event that is read, from its first byte to the end of its last line; each line
     *     end counts as one byte
     */
    public EventReader(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Reads the next bytes.
     *
     * @param chunk the next bytes, cut anywhere
     * @return the events that end in it, often none; a block with comments only is an event too, without data
     * @throws EventTooLarge if an event exceeds the limit. If this chunk completes other events before it, they are
     *     returned first and the next call throws. From then on every call throws
     */
    public List<ServerSentEvent> read(byte[] chunk) {
        refuseTooLarge();
        List<ServerSentEvent> events = new ArrayList<>();
        int from = 0;
        while (from < chunk.length && !tooLarge) {
            int to = from;
            while (to < chunk.length && chunk[to] != '\n' && chunk[to] != '\r') {
                to++;
            }
            if (to > from) {
                append(chunk, from, to);
                afterCarriageReturn = false;
            }
            if (to < chunk.length && !tooLarge) {
                endLine(chunk[to] == '\r', events);
            }
            from = to + 1;
        }
        if (events.isEmpty()) {
            refuseTooLarge();
        }
        return events;
    }

    /**
     * Ends the stream. An event whose last line is whole is still returned, because some servers forget the last blank
     * line. An event that was cut off within a line is dropped.
     *
     * @return the last event, or none
     * @throws EventTooLarge if the last event exceeds the limit
     */
    public List<ServerSentEvent> end() {
        refuseTooLarge();
        List<ServerSentEvent> events = new ArrayList<>();
        if (lineStart == length) {
            endBlock(events);
        }
        length = 0;
        lineStart = 0;
        return events;
    }

    /**
     * How much of an event has been read that is not over.
     *
     * @return in bytes
     */
    public int pending() {
        return length;
    }

    private void refuseTooLarge() {
        if (tooLarge) {
            throw new EventTooLarge(maxEventBytes);
        }
    }

    private void append(byte[] bytes, int from, int to) {
        int count = to - from;
        if (count > maxEventBytes - length) {
            tooLarge = true;
            return;
        }
        if (count > block.length - length) {
            int doubled = (int) Math.min(maxEventBytes, 2L * block.length);
            block = Arrays.copyOf(block, Math.max(length + count, doubled));
        }
        System.arraycopy(bytes, from, block, length, count);
        length += count;
    }

    private void endLine(boolean isCarriageReturn, List<ServerSentEvent> events) {
        boolean isSecondHalf = afterCarriageReturn && !isCarriageReturn;
        afterCarriageReturn = isCarriageReturn;
        if (isSecondHalf) {
            return;
        }
        if (isFirstLine) {
            isFirstLine = false;
            dropByteOrderMark();
        }
        if (length == lineStart) {
            endBlock(events);
        } else {
            append(LINE_FEED, 0, 1);
            lineStart = length;
        }
    }

    private void dropByteOrderMark() {
        int mark = BYTE_ORDER_MARK.length;
        if (length >= mark && Arrays.equals(block, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            length -= mark;
            System.arraycopy(block, mark, block, 0, length);
        }
    }

    private void endBlock(List<ServerSentEvent> events) {
        if (length == 0) {
            return;
        }
        events.add(EventLines.parse(new String(block, 0, length - 1, StandardCharsets.UTF_8)));
        length = 0;
        lineStart = 0;
        if (block.length > KEPT_BYTES) {
            block = new byte[INITIAL_BYTES];
        }
    }
}
