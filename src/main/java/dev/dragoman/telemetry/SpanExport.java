package dev.dragoman.telemetry;

import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends spans on demand. A server sends them in batches as time goes by; between two invocations of a function no time
 * goes by, so its spans have to be gone before it asks for the next one.
 */
@Singleton
public final class SpanExport {
    /** A collector that does not answer must not use up the time of an invocation. */
    private static final long LIMIT_SECONDS = 2;

    private final Instance<SpanProcessor> processors;
    private final boolean off;

    SpanExport(
            @Any Instance<SpanProcessor> processors, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.processors = processors;
        this.off = off;
    }

    /** Sends every ended span and waits for the collector, 2 s at most. Does nothing while tracing is off. */
    public void flush() {
        if (!off) {
            processors.forEach(processor -> processor.forceFlush().join(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }
}
