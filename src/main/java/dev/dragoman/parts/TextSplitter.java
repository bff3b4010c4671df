package dev.dragoman.parts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a text into parts of a limited length: before a heading, else between paragraphs, lines, sentences or words, and
 * between two characters if there is nothing else. It looks for the best of these places in the last quarter of what a part
 * may hold, and of those of one kind it takes the last. In a fenced block of Markdown there are lines only: a comment there
 * looks like a heading. A table is cut between records. Every byte is in exactly one part.
 *
 * <p>It is fed the text piece by piece and keeps nothing of it. The parts depend on the bytes and the limit only, and not
 * on how the pieces are cut.
 */
public final class TextSplitter {
    // Where a text may be cut, from best to worst.
    private static final int HEADING = 0;
    private static final int PARAGRAPH = 1;
    private static final int LINE = 2;
    private static final int SENTENCE = 3;
    private static final int WORD = 4;
    private static final int KINDS = 5;

    /** A part is never less than this much of its limit, but for the last one. In quarters. */
    private static final int LEAST_QUARTERS = 3;

    private static final int QUARTERS = 4;
    private static final int DEEPEST_HEADING = 6;

    /** One in so many characters may be a control character that texts do not usually have. */
    private static final int CONTROLS = 50;

    private static final String USUAL_CONTROLS = "\t\n\f\r\u001b";
    private static final String TERMINATORS = ".!?:;";

    /** Chinese and Japanese sentences are not followed by a space. */
    private static final String WIDE_TERMINATORS = "\u3002\uff01\uff1f";

    private final CodePoints codePoints;
    private final boolean table;
    private final long whole;
    private final List<Slice> parts = new ArrayList<>();
    private final long[] cuts = new long[KINDS];
    private final long[] cutWeights = new long[KINDS];

    private long limit;
    private long offset;
    private long start;
    private long weight;
    private long context;
    private long contextWeight;
    private boolean contextKnown;

    private final TableQuotes quotes = new TableQuotes();
    private final CodeFence fence = new CodeFence();
    private int previous = '\n';
    private int lastWritten;
    private boolean blankLine;
    private boolean blankBefore;
    private long lineStart;
    private long lineWeight;
    private int marker;
    private int markers;
    private boolean heading;

    private long characters;
    private long strange;
    private long firstStrange;

    /**
     * A splitter for one text.
     *
     * @param encoding a charset's name; one without escape sequences, so that each part can be read without those before it
     * @param limit the most that a part may hold, in bytes of UTF-8; at least 1. One character that is longer is a part of
     *     its own
     * @param table whether it is a table whose values are separated by commas, semicolons, tabs or bars. Its first record
     *     stands above each part when that is read, so each part is shorter by as much
     */
    public TextSplitter(String encoding, long limit, boolean table) {
        this.codePoints = new CodePoints(encoding);
        this.limit = limit;
        this.whole = limit;
        this.table = table;
        Arrays.fill(cuts, -1);
    }

    /**
     * Reads the next bytes.
     *
     * @param bytes holds them
     * @param length how many of its bytes
     * @throws NotText if they are not of the encoding
     */
    public void read(byte[] bytes, int length) throws NotText {
        for (int i = 0; i < length; i++) {
            int point = codePoints.read(bytes[i]);
            if (point > 0) {
                accept(point, codePoints.length());
            } else if (point != CodePoints.NONE) {
                throw new NotText(offset, point == 0);
            }
        }
    }

    /**
     * The parts, once all bytes were read.
     *
     * @return in their order; none if the text is empty
     * @throws NotText if the last character is cut off, or if there are too many control characters
     */
    public List<Slice> end() throws NotText {
        if (codePoints.isCutOff()) {
            throw new NotText(offset, false);
        }
        if (strange > Math.max(2, characters / CONTROLS)) {
            throw new NotText(firstStrange, true);
        }
        if (offset > start) {
            parts.add(new Slice(start, offset));
        }
        return List.copyOf(parts);
    }

    /**
     * The first record of a table, which stands above each further part.
     *
     * @return its length in bytes from the text's beginning; 0 if this is no table, or if its first record is longer than a
     *     quarter of a part
     */
    public long context() {
        return context;
    }

    /**
     * Whether the parts are without the first record of their table, because it is too long.
     *
     * @return false if this is no table, or if it has one part only
     */
    public boolean lacksContext() {
        return table && context == 0 && !parts.isEmpty() && parts.get(0).to() < offset;
    }

    private void accept(int point, int length) {
        characters++;
        if (point < ' ' && USUAL_CONTROLS.indexOf(point) < 0) {
            firstStrange = strange == 0 ? offset : firstStrange;
            strange++;
        }
        notePlaces(point);
        int more = Tokens.bytes(point);
        if (weight > 0 && weight + more > limit) {
            cut();
        }
        weight += more;
        offset += length;
        advance(point);
    }

    private void notePlaces(int point) {
        boolean newLine = previous == '\n' || (previous == '\r' && point != '\n');
        if (!table) {
            fence.read(point, newLine);
        }
        if (newLine) {
            beginLine(point);
        } else if (!table && !fence.isInside()) {
            noteHeading(point);
        }
        boolean space = isSpace(previous);
        if (space && !isSpace(point)) {
            note(WORD);
        }
        boolean ended = space && !isSpace(point) && TERMINATORS.indexOf(lastWritten) >= 0;
        if (!table && (ended || WIDE_TERMINATORS.indexOf(previous) >= 0)) {
            note(SENTENCE);
        }
        if (point == '\f' && !table && !fence.isInside()) {
            note(HEADING);
        }
    }

    private void beginLine(int point) {
        blankBefore = blankLine;
        blankLine = true;
        lineStart = offset;
        lineWeight = weight;
        marker = 0;
        markers = 0;
        heading = !table;
        if (table) {
            // A line end within quotes is part of a field.
            note(quotes.isInside() ? LINE : HEADING);
            noteContext();
            return;
        }
        note(LINE);
        if (fence.isInside()) {
            return;
        }
        if (blankBefore && point != '\n' && point != '\r') {
            note(PARAGRAPH);
        }
        noteHeading(point);
    }

    // Blank lines, and the line by which a program names the separator, stand above the record that names the columns.
    private void noteContext() {
        boolean isFirst = !contextKnown && quotes.isBehindHeader() && !quotes.isInside();
        if (isFirst) {
            contextKnown = true;
            if (parts.isEmpty() && weight <= whole / QUARTERS) {
                context = offset;
                contextWeight = weight;
            }
        }
    }

    // "## Title", "== Title", "<h2>Title"
    private void noteHeading(int point) {
        if (!heading) {
            return;
        }
        if (marker == 0) {
            marker = point;
            markers = 1;
            heading = point == '#' || point == '=' || point == '<';
            return;
        }
        if (marker == '<') {
            heading = markers == 1 ? point == 'h' || point == 'H' : point >= '1' && point <= '6';
            markers++;
            if (markers > 2 && heading) {
                noteLine();
            }
            return;
        }
        if (point == marker && markers < DEEPEST_HEADING) {
            markers++;
            return;
        }
        if (point == ' ' || point == '\t') {
            noteLine();
        }
        heading = false;
    }

    private void noteLine() {
        heading = false;
        if (lineStart > start) {
            cuts[HEADING] = lineStart;
            cutWeights[HEADING] = lineWeight;
        }
    }

    private void note(int kind) {
        if (offset > start) {
            cuts[kind] = offset;
            cutWeights[kind] = weight;
        }
    }

    private void cut() {
        long at = offset;
        long taken = weight;
        for (int kind = 0; kind < KINDS; kind++) {
            long candidate = cutWeights[kind];
            if (cuts[kind] > start && candidate * QUARTERS >= limit * LEAST_QUARTERS) {
                at = cuts[kind];
                taken = candidate;
                break;
            }
        }
        limit = whole - contextWeight;
        parts.add(new Slice(start, at));
        start = at;
        weight -= taken;
        lineWeight -= taken;
        Arrays.fill(cuts, -1);
    }

    private void advance(int point) {
        if (table) {
            quotes.read(point);
        }
        boolean end = point == '\n' || point == '\r';
        if (!end && !isSpace(point)) {
            blankLine = false;
            lastWritten = point;
        }
        previous = point;
    }

    private static boolean isSpace(int point) {
        return point == ' ' || (point >= '\t' && point <= '\r') || point == '\u3000';
    }
}
