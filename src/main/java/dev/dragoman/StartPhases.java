package dev.dragoman;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Tells at debug how long each phase of the start took, so that a start can be compared with another one. */
@Singleton
final class StartPhases {
    private static final double NANOS_OF_A_MILLI = 1e6;

    // The container makes the beans, so they can't be handed what main knows. Set by main, never while an image is
    // built.
    private static long mainBegan;

    private final LongSupplier nanos;
    private final List<String> ended = new ArrayList<>();
    private long last;

    StartPhases() {
        this(mainBegan, System::nanoTime);
    }

    StartPhases(long began, LongSupplier nanos) {
        this.last = began;
        this.nanos = nanos;
    }

    /** The program begins. */
    static void begin() {
        mainBegan = System.nanoTime();
    }

    // Settings are read and extensions started; the beans that the start needs are made after this.
    void containerStarted(@Observes StartupEvent started) {
        end("container");
    }

    /**
     * A phase ends here; it began where the one before it ended.
     *
     * @param phase its name in the log
     */
    void end(String phase) {
        long now = nanos.getAsLong();
        ended.add(String.format(Locale.ROOT, "%s %.1f", phase, (now - last) / NANOS_OF_A_MILLI));
        last = now;
    }

    /** The start is over. */
    void log() {
        // Not kept in a static field: main uses this class before Quarkus has chosen the log manager.
        Logger.getLogger("dragoman.start").debugf("Started; milliseconds of each phase: %s", this);
    }

    @Override
    public String toString() {
        return String.join(", ", ended);
    }
}
