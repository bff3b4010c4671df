package dev.dragoman.telemetry;

import dev.dragoman.event.Endpoint;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conventions' three histograms, with the bucket boundaries that they recommend. Every series of a meter has the
 * same attributes, because Prometheus requires it. An attribute that does not apply is empty, which Prometheus treats as
 * absent.
 */
final class CallMeters {
    private static final Duration[] SECONDS = Stream.of(
                    10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };

    private final MeterRegistry registry;
    private final Provider provider;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Series, DistributionSummary> tokens = new ConcurrentHashMap<>();

    /**
     * What tells one series of these meters from another: a call looks for its meters by it, and a meter's whole name is made once.
     *
     * @param meter the meter's name
     * @param detail the value of the label that only this meter has
     */
    private record Series(
            String meter,
            Endpoint endpoint,
            String requestModel,
            @Nullable String responseModel,
            boolean estimated,
            String detail) {}

    CallMeters(MeterRegistry registry, Provider provider) {
        this.registry = registry;
        this.provider = provider;
    }

    void record(MeasuredCall call) {
        timers.computeIfAbsent(series(call, GenAi.DURATION, false, orEmpty(call.errorType())), this::duration)
                .record(call.took());
        Duration firstEvent = call.call().firstEvent();
        if (firstEvent != null) {
            timers.computeIfAbsent(series(call, GenAi.TIME_TO_FIRST_CHUNK, false, ""), this::firstChunk)
                    .record(firstEvent);
        }
        tokens(call, "input", call.facts().inputTokens());
        tokens(call, "output", call.facts().outputTokens());
    }

    private void tokens(MeasuredCall call, String type, long count) {
        if (count >= 0) {
            tokens.computeIfAbsent(series(call, GenAi.TOKEN_USAGE, call.estimated(), type), this::usage)
                    .record((double) count);
        }
    }

    private static Series series(MeasuredCall call, String meter, boolean estimated, String detail) {
        return new Series(meter, call.sent().endpoint(), call.requestModel(), call.responseModel(), estimated, detail);
    }

    private Timer duration(Series series) {
        return timer(series, "How long calls to the model took", common(series).and(GenAi.ERROR_TYPE, series.detail()));
    }

    private Timer firstChunk(Series series) {
        return timer(series, "How long streams took to begin", common(series));
    }

    private Timer timer(Series series, String description, Tags tags) {
        return Timer.builder(series.meter())
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SECONDS)
                .register(registry);
    }

    // No base unit: the conventions' {token} is only a note, and OpenTelemetry's own Prometheus names have none either.
    private DistributionSummary usage(Series series) {
        return DistributionSummary.builder(series.meter())
                .description("Tokens that calls to the model cost")
                .tags(common(series)
                        .and(Telemetry.ESTIMATED, Boolean.toString(series.estimated()))
                        .and(GenAi.TOKEN_TYPE, series.detail()))
                .serviceLevelObjectives(TOKENS)
                .register(registry);
    }

    private Tags common(Series series) {
        return Tags.of(
                GenAi.OPERATION_NAME,
                GenAi.operation(series.endpoint()),
                GenAi.PROVIDER_NAME,
                GenAi.OPENAI,
                GenAi.REQUEST_MODEL,
                series.requestModel(),
                GenAi.RESPONSE_MODEL,
                orEmpty(series.responseModel()),
                GenAi.SERVER_ADDRESS,
                provider.address(),
                GenAi.SERVER_PORT,
                Integer.toString(provider.port()));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
