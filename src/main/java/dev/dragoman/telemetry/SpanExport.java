package dev.dragoman.telemetry;

import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends spans on demand. A server sends them in batches, on a timer. A function is frozen between two invocations, so it has
 * to send its spans before it asks for the next one.
 */
@Singleton
public final class SpanExport {
    /** Keeps a collector that does not answer from using up the invocation's time. */
    private static final long LIMIT_SECONDS = 2;

    private final Instance<SpanProcessor> processors;
    private final boolean off;

    SpanExport(
            @Any Instance<SpanProcessor> processors, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.processors = processors;
        this.off = off;
    }

    /** Sends all spans that have ended, and waits at most 2 s for the collector. Does nothing while tracing is off. */
    public void flush() {
        if (!off) {
            processors.forEach(processor -> processor.forceFlush().join(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
    }
}
