package dev.dragoman.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Streams cut into chunks. */
final class Chunks {
    private Chunks() {}

    /** What became of a stream: its events, and whether one was too large. */
    record Read(List<ServerSentEvent> events, boolean tooLarge) {}

    static Read read(byte[] stream, int maxEventBytes, Random random) {
        return read(stream, maxEventBytes, max -> random.nextInt(Math.min(max, 20)) + (random.nextInt(9) == 0 ? 0 : 1));
    }

    /** Reads a stream; {@code size} gives the next chunk's, up to what is left. */
    static Read read(byte[] stream, int maxEventBytes, IntUnaryOperator size) {
        EventReader reader = new EventReader(maxEventBytes);
        List<ServerSentEvent> events = new ArrayList<>();
        try {
            int from = 0;
            while (from < stream.length) {
                int to = from + size.applyAsInt(stream.length - from);
                events.addAll(reader.read(Arrays.copyOfRange(stream, from, to)));
                from = to;
            }
            events.addAll(reader.end());
            return new Read(events, false);
        } catch (EventTooLarge expected) {
            return new Read(events, true);
        }
    }
}
