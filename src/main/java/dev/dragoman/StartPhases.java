package dev.dragoman;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Tells at debug how long each phase of the start took, so that a start can be compared with another one. */
final class StartPhases {
    // An environment variable can only name a category in lower case.
    private static final Logger LOG = Logger.getLogger("dragoman.start");
    private static final double NANOS_OF_A_MILLI = 1e6;

    private final LongSupplier nanos;
    private final List<Phase> ended = new ArrayList<>();
    private long last;

    private record Phase(String name, long nanos) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %.1f", name, nanos / NANOS_OF_A_MILLI);
        }
    }

    /**
     * @param began when the first phase began
     * @param nanos a clock that only goes forward
     */
    StartPhases(long began, LongSupplier nanos) {
        this.last = began;
        this.nanos = nanos;
    }

    /**
     * A phase ends here; it began where the one before it ended.
     *
     * @param phase its name in the log
     */
    void end(String phase) {
        long now = nanos.getAsLong();
        ended.add(new Phase(phase, now - last));
        last = now;
    }

    /** The start is over. */
    void log() {
        LOG.debugf("Started; milliseconds of each phase: %s", this);
    }

    @Override
    public String toString() {
        return ended.stream().map(Phase::toString).collect(Collectors.joining(", "));
    }
}
