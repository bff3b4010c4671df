package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.batch.LineReader.FileLine;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is stored of a slice that is done, as one object: a line with the counts, then its result lines in their order, each behind
 * a sign that says which file it belongs into.
 */
final class SliceResult {
    private static final char OUTPUT = '+';
    private static final char ERROR = '-';

    private final BatchTally tally = new BatchTally();
    private final List<ResultLine> lines = new ArrayList<>();

    /** The counts so far. */
    BatchTally tally() {
        return tally;
    }

    /** Adds the next line, which is counted elsewhere. */
    void add(ResultLine line) {
        lines.add(line);
    }

    /** What is stored. */
    byte[] bytes() {
        byte[] counts = Json.bytes(tally.json());
        int size = counts.length
                + 1
                + lines.stream().mapToInt(line -> line.text().length + 2).sum();
        ByteBuffer all = ByteBuffer.allocate(size).put(counts).put((byte) '\n');
        lines.forEach(line -> all.put((byte) (line.isError() ? ERROR : OUTPUT))
                .put(line.text())
                .put((byte) '\n'));
        return all.array();
    }

    /**
     * Puts a stored slice behind those before it. Holds one line at a time.
     *
     * @param stored what {@link #bytes} gave
     * @param output the output file
     * @param errors the errors file
     * @param tally counts its lines
     * @throws IOException if reading or writing breaks off, or if it is no slice
     */
    static void append(InputStream stored, OutputStream output, OutputStream errors, BatchTally tally)
            throws IOException {
        LineReader reader = new LineReader(stored, Integer.MAX_VALUE);
        FileLine head = reader.next();
        JsonNode counts = head == null || head.text() == null
                ? null
                : Json.read(head.text()).object().orElse(null);
        if (counts == null) {
            throw new IOException("a stored slice has no counts");
        }
        tally.add(counts);
        for (FileLine line = reader.next(); line != null; line = reader.next()) {
            byte[] text = line.text();
            if (text == null || text.length == 0) {
                throw new IOException("a stored slice has a line without a sign");
            }
            OutputStream file = text[0] == ERROR ? errors : output;
            file.write(text, 1, text.length - 1);
            file.write('\n');
        }
    }
}
