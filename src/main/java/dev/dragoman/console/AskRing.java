package dev.dragoman.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last asks of this process. To add one is a write to an array; nothing is made of it before somebody reads. */
final class AskRing {
    /** How many are kept. */
    static final int SIZE = 500;

    private final @Nullable FinishedAsk[] asks = new FinishedAsk[SIZE];
    private long last;

    /**
     * Some of the asks.
     *
     * @param first the number of the first; the others follow it
     * @param asks oldest first
     */
    record Stretch(long first, List<FinishedAsk> asks) {
        /** The number of the last one; one less than the first if there are none. */
        long last() {
            return first + asks.size() - 1;
        }
    }

    /** Adds one; the oldest is forgotten. */
    synchronized void add(FinishedAsk ask) {
        asks[(int) (last++ % SIZE)] = ask;
    }

    /** How many there have been: the number of the newest, from 1 on. */
    synchronized long last() {
        return last;
    }

    /**
     * Those that came after one.
     *
     * @param number of the last that the reader knows; 0 for none
     * @return at most as many as are kept: if more have come, the oldest are missing
     */
    synchronized Stretch since(long number) {
        long first = Math.max(number, last - SIZE) + 1;
        List<FinishedAsk> newer = new ArrayList<>((int) (last - first + 1));
        for (long each = first; each <= last; each++) {
            FinishedAsk ask = asks[(int) ((each - 1) % SIZE)];
            if (ask != null) {
                newer.add(ask);
            }
        }
        return new Stretch(first, newer);
    }
}
