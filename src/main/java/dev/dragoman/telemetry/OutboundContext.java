package dev.dragoman.telemetry;

import dev.dragoman.config.ModelConfig;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer;
import jakarta.inject.Singleton;

/**
 * Keeps the callers' context from the provider, unless {@code DRAGOMAN_MODEL_TRACE_CONTEXT} is set: {@code baggage} and
 * {@code tracestate} hold whatever a caller put there, and the ids of a trace tell which calls belong together. It is read
 * from callers all the same, so that spans stand in their traces. The provider's client is the only one whose calls would
 * carry it.
 */
@Singleton
public final class OutboundContext implements TextMapPropagatorCustomizer {
    private final boolean sent;

    OutboundContext(ModelConfig config) {
        this.sent = config.traceContext();
    }

    @Override
    public TextMapPropagator customize(TextMapPropagatorCustomizer.Context propagation) {
        return sent ? propagation.propagator() : new ReadOnlyContext(propagation.propagator());
    }
}
