package dev.dragoman.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
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

    CallMeters(MeterRegistry registry, Provider provider) {
        this.registry = registry;
        this.provider = provider;
    }

    void record(MeasuredCall call) {
        Tags common = common(call);
        timer(
                GenAi.DURATION,
                "How long calls to the model took",
                common.and(GenAi.ERROR_TYPE, orEmpty(call.errorType())),
                call.took());
        if (call.call().firstEvent() != null) {
            timer(
                    GenAi.TIME_TO_FIRST_CHUNK,
                    "How long streams took to begin",
                    common,
                    call.call().firstEvent());
        }
        Tags counted = common.and(Telemetry.ESTIMATED, Boolean.toString(call.estimated()));
        tokens("input", counted, call.facts().inputTokens());
        tokens("output", counted, call.facts().outputTokens());
    }

    private Tags common(MeasuredCall call) {
        return Tags.of(
                GenAi.OPERATION_NAME,
                GenAi.operation(call.sent().endpoint()),
                GenAi.PROVIDER_NAME,
                GenAi.OPENAI,
                GenAi.REQUEST_MODEL,
                call.requestModel(),
                GenAi.RESPONSE_MODEL,
                orEmpty(call.responseModel()),
                GenAi.SERVER_ADDRESS,
                provider.address(),
                GenAi.SERVER_PORT,
                Integer.toString(provider.port()));
    }

    private void timer(String name, String description, Tags tags, Duration took) {
        Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SECONDS)
                .register(registry)
                .record(took);
    }

    // No base unit: the conventions' {token} is only a note, and OpenTelemetry's own Prometheus names have none either.
    private void tokens(String type, Tags tags, long tokens) {
        if (tokens >= 0) {
            DistributionSummary.builder(GenAi.TOKEN_USAGE)
                    .description("Tokens that calls to the model cost")
                    .tags(tags.and(GenAi.TOKEN_TYPE, type))
                    .serviceLevelObjectives(TOKENS)
                    .register(registry)
                    .record((double) tokens);
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
