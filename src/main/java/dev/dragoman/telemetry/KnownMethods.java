package dev.dragoman.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;

/** HTTP lets a caller make up methods, also one without a key, and each would make a time series that is never given up. */
@Singleton
final class KnownMethods implements MeterFilter {
    private static final String METHOD = "method";
    private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    @Override
    public Meter.Id map(Meter.Id id) {
        String method = id.getTag(METHOD);
        return method == null || KNOWN.contains(method) ? id : id.withTag(Tag.of(METHOD, GenAi.OTHER));
    }
}
