package dev.dragoman.batch;

import dev.dragoman.batch.LineReader.FileLine;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a batch file before anything of it is paid, in one pass. It holds one line at a time, and of each that it has seen a few
 * bytes by which an id that comes again is told.
 */
final class BatchScan {
    private final BatchLimits limits;
    private final @Nullable Endpoint expected;
    private final Set<SeenId> seen = new HashSet<>();
    private final List<LineSlice> slices = new ArrayList<>();
    private final List<BadLine> bad = new ArrayList<>();
    private @Nullable Endpoint endpoint;
    private int lines;
    private LineSlice slice = new LineSlice(0, 0, 0);
    private int answers;

    /** An id, by half of its SHA-256: however long ids are, a file's take a few megabytes. */
    private record SeenId(long first, long second) {
        static SeenId of(String id) {
            ByteBuffer digest = ByteBuffer.wrap(Sha256.of(id.getBytes(StandardCharsets.UTF_8)));
            return new SeenId(digest.getLong(), digest.getLong());
        }
    }

    private BatchScan(BatchLimits limits, @Nullable Endpoint expected) {
        this.limits = limits;
        this.expected = expected;
        this.endpoint = expected;
    }

    /**
     * Whether a file is meant as a batch: its first line is an object with a {@code custom_id}, and a {@code url} or a
     * {@code body}. One that lacks the rest, or goes wrong behind that, is a batch too: it must not be taken for a text and paid
     * for.
     *
     * @param in the file, from its beginning; no more is read than that takes
     * @throws IOException if reading breaks off
     */
    static boolean isBatch(InputStream in) throws IOException {
        Set<String> names = new HashSet<>();
        Json.firstNames(in, name -> {
            names.add(name);
            return !isRequest(names);
        });
        return isRequest(names);
    }

    private static boolean isRequest(Set<String> names) {
        return names.contains(BatchLine.CUSTOM_ID) && (names.contains("url") || names.contains("body"));
    }

    /**
     * Reads a file.
     *
     * @param in the file, from its beginning
     * @param limits what it may have
     * @param expected where all requests have to be sent; null if the first line decides
     * @return its slices, or what is wrong
     * @throws IOException if reading breaks off
     */
    static BatchIndex read(InputStream in, BatchLimits limits, @Nullable Endpoint expected) throws IOException {
        return new BatchScan(limits, expected).read(in);
    }

    /** What is wrong with a file that is larger than it may be, without reading it. */
    static BatchIndex tooLarge(BatchLimits limits) {
        return new BatchIndex(null, 0, List.of(), List.of(tooManyBytes(limits)));
    }

    private static BadLine tooManyBytes(BatchLimits limits) {
        return new LineFault(
                        "file_too_large",
                        "The file has more than %,d bytes; share it out among several.".formatted(limits.bytes()),
                        null)
                .at(0);
    }

    private BatchIndex read(InputStream in) throws IOException {
        LineReader reader = new LineReader(in, limits.lineBytes());
        for (FileLine line = reader.next();
                line != null && bad.size() < BatchLimits.NAMED && isWithinLimits(line, reader.offset());
                line = reader.next()) {
            take(line);
        }
        if (lines == 0 && bad.isEmpty()) {
            bad.add(new LineFault("empty_file", "The file has no line with a request.", null).at(0));
        }
        cut();
        return new BatchIndex(endpoint, lines, slices, bad);
    }

    private boolean isWithinLimits(FileLine line, long read) {
        if (read > limits.bytes()) {
            bad.add(tooManyBytes(limits));
            return false;
        }
        if (lines == limits.lines() && !line.isBlank()) {
            bad.add(new LineFault(
                            "too_many_lines",
                            "The file has more than %,d requests; share it out among several."
                                    .formatted(limits.lines()),
                            null)
                    .at(line.number()));
            return false;
        }
        return true;
    }

    private void take(FileLine line) {
        // A blank line belongs to the slice that it stands in.
        if (line.isBlank()) {
            slice = new LineSlice(slice.offset(), slice.length() + line.length(), slice.lines());
            return;
        }
        lines++;
        LineFault fault = line.text() == null
                ? new LineFault(
                        "line_too_long",
                        "The line has more than %,d bytes (DRAGOMAN_HTTP_MAX_BODY).".formatted(limits.lineBytes()),
                        null)
                : BatchLine.<@Nullable LineFault>read(line.text(), request -> taken(request, line), wrong -> wrong);
        if (fault != null) {
            bad.add(fault.at(line.number()));
        }
    }

    private @Nullable LineFault taken(BatchLine request, FileLine line) {
        LineFault fault = faultOf(request);
        if (fault == null) {
            add(line, Math.min(request.answers(), Math.max(1, limits.sliceLines() / BatchLimits.FEWEST_OF_A_SLICE)));
        }
        return fault;
    }

    // A slice's answers are in memory until they are stored.
    private void add(FileLine line, int more) {
        if (slice.lines() > 0
                && (answers + more > limits.sliceLines() || slice.length() + line.length() > limits.sliceBytes())) {
            cut();
        }
        slice = new LineSlice(slice.offset(), slice.length() + line.length(), slice.lines() + 1);
        answers += more;
    }

    private void cut() {
        if (slice.lines() > 0) {
            slices.add(slice);
            slice = new LineSlice(slice.offset() + slice.length(), 0, 0);
            answers = 0;
        }
    }

    private @Nullable LineFault faultOf(BatchLine line) {
        endpoint = endpoint == null ? line.endpoint() : endpoint;
        if (line.endpoint() != endpoint) {
            return new LineFault(
                    "mismatched_url",
                    "\"url\" is not /v1%s, which %s."
                            .formatted(
                                    endpoint.path(),
                                    expected == null ? "an earlier line has" : "the batch is created for"),
                    "url");
        }
        return seen.add(SeenId.of(line.customId()))
                ? null
                : new LineFault(
                        "duplicate_custom_id",
                        "\"custom_id\" is that of an earlier line; give every line one of its own.",
                        BatchLine.CUSTOM_ID);
    }
}
