package dev.dragoman.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Reads a caller's context and never writes one.
 *
 * @param reader reads it
 */
record ReadOnlyContext(TextMapPropagator reader) implements TextMapPropagator {
    @Override
    public Collection<String> fields() {
        return reader.fields();
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        // Nothing of it leaves this process.
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        return reader.extract(context, carrier, getter);
    }
}
