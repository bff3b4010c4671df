package dev.dragoman.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conventions' three histograms, with the bucket boundaries that they recommend. Every series of a meter has the
 * same attributes, as Prometheus wants it; one that does not apply is empty, which Prometheus takes for absent.
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

    /** Those in use: to look one up in the registry takes longer than to record. As many as there are bounded names. */
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private final Map<Series, DistributionSummary> tokens = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry, Provider provider) {
        this.registry = registry;
        this.provider = provider;
    }

    /**
     * What tells one meter from another.
     *
     * @param name the meter's
     * @param requestModel the model asked
     * @param responseModel the model that answered; empty for none
     * @param own the meter's own tags
     */
    private record Series(String name, String requestModel, String responseModel, List<Tag> own) {
        static Series of(String name, ModelCall call, Tag... own) {
            return new Series(name, call.requestModel(), orEmpty(call.responseModel()), List.of(own));
        }
    }

    void record(ModelCall call) {
        Tag errorType = Tag.of(GenAi.ERROR_TYPE, orEmpty(call.errorType()));
        timer("How long calls to the model took", Series.of(GenAi.DURATION, call, errorType))
                .record(call.took());
        if (call.call().firstEvent() != null) {
            timer("How long streams took to begin", Series.of(GenAi.TIME_TO_FIRST_CHUNK, call))
                    .record(call.call().firstEvent());
        }
        count("input", call, call.facts().inputTokens());
        count("output", call, call.facts().outputTokens());
    }

    private Timer timer(String description, Series series) {
        return timers.computeIfAbsent(
                series,
                unknown -> Timer.builder(series.name())
                        .description(description)
                        .tags(tags(series))
                        .serviceLevelObjectives(SECONDS)
                        .register(registry));
    }

    // No base unit: the conventions' {token} is a note, and OpenTelemetry's own Prometheus names leave it out too.
    private void count(String type, ModelCall call, long count) {
        if (count < 0) {
            return;
        }
        Tag estimated = Tag.of(Telemetry.ESTIMATED, Boolean.toString(call.estimated()));
        Series series = Series.of(GenAi.TOKEN_USAGE, call, estimated, Tag.of(GenAi.TOKEN_TYPE, type));
        tokens.computeIfAbsent(
                        series,
                        unknown -> DistributionSummary.builder(GenAi.TOKEN_USAGE)
                                .description("Tokens that calls to the model cost")
                                .tags(tags(series))
                                .serviceLevelObjectives(TOKENS)
                                .register(registry))
                .record((double) count);
    }

    private Tags tags(Series series) {
        return Tags.of(
                        GenAi.OPERATION_NAME,
                        GenAi.CHAT,
                        GenAi.PROVIDER_NAME,
                        GenAi.OPENAI,
                        GenAi.REQUEST_MODEL,
                        series.requestModel(),
                        GenAi.RESPONSE_MODEL,
                        series.responseModel(),
                        GenAi.SERVER_ADDRESS,
                        provider.address(),
                        GenAi.SERVER_PORT,
                        Integer.toString(provider.port()))
                .and(series.own());
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
