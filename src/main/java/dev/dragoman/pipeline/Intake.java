package dev.dragoman.pipeline;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Whether asks are taken: not before the settings are checked and the routes started, nor once the process was asked to end.
 * What is in hand then is finished.
 */
@Singleton
public final class Intake {
    private final Instance<CamelContext> camel;
    private volatile @Nullable CamelContext known;
    private volatile boolean ending;

    Intake(Instance<CamelContext> camel) {
        this.camel = camel;
    }

    void end(@Observes ShutdownDelayInitiatedEvent asked) {
        ending = true;
    }

    /**
     * Whether the process was asked to end.
     *
     * @return true for the rest of its time
     */
    public boolean isEnding() {
        return ending;
    }

    /**
     * Whether asks are taken now.
     *
     * @return false before the start is over, and while the process ends
     */
    public boolean isOpen() {
        return context().isStarted() && !ending;
    }

    // Each call asks, and looking a bean up takes longer than the rest of the answer.
    private CamelContext context() {
        CamelContext context = known;
        if (context == null) {
            context = camel.get();
            known = context;
        }
        return context;
    }
}
