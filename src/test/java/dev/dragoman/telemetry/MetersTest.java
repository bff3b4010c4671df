package dev.dragoman.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Telemetry telemetry = new Telemetry(
            registry, TracerProvider.noop().get("test"), URI.create("https://model.test/v1"), Calls.DEFAULT_MODEL);

    @Test
    void anAskIsMeasuredByDoorAndOutcome() {
        telemetry.record(Given.answer(Given.ask(Door.SQS), Given.completed()));

        assertThat(registry.get("dragoman.asks")
                        .tag("door", "sqs")
                        .tag("outcome", "completed")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2_000);
    }

    @Test
    void aCallIsMeasuredWithTheConventionsAttributes() {
        telemetry.record(Calls.completed());

        Timer duration = registry.get("gen_ai.client.operation.duration").timer();
        assertThat(duration.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_500);
        assertThat(duration.getId().getTags())
                .containsExactlyInAnyOrder(
                        Tag.of("gen_ai.operation.name", "chat"),
                        Tag.of("gen_ai.provider.name", "openai"),
                        Tag.of("gen_ai.request.model", "house/model"),
                        Tag.of("gen_ai.response.model", "house/model"),
                        Tag.of("server.address", "model.test"),
                        Tag.of("server.port", "443"),
                        Tag.of("error.type", ""));
    }

    @Test
    void theBucketsAreTheConventions() {
        telemetry.record(Calls.completed());

        assertThat(Stream.of(registry.get("gen_ai.client.operation.duration")
                                .timer()
                                .takeSnapshot()
                                .histogramCounts())
                        .map(bucket -> bucket.bucket(TimeUnit.SECONDS)))
                .containsExactly(
                        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
        assertThat(Stream.of(tokens("input").takeSnapshot().histogramCounts()).map(CountAtBucket::bucket))
                .startsWith(1.0, 4.0, 16.0)
                .endsWith(67_108_864.0)
                .hasSize(14);
    }

    @Test
    void whatWasSpentIsCountedByModelAndDoor() {
        Answer called = Calls.completed();
        Cost cost = new Cost(120, 2, true, "v1", null);

        telemetry.record(called.withReceipt(called.receipt().with(cost)));
        telemetry.record(called.withReceipt(called.receipt().with(cost)));
        telemetry.record(called.withReceipt(called.receipt().with(Cost.replayed(cost))));

        String door = called.ask().door().label();
        assertThat(registry.get("dragoman.cost.microusd")
                        .tags("model", "house/model", "door", door, "client", "")
                        .counter()
                        .count())
                .isEqualTo(240);
        assertThat(registry.get("dragoman.cost.unknown").counter().count()).isEqualTo(4);
    }

    @Test
    void tokensThatWerePaidForAreCounted() {
        telemetry.record(Calls.completed());
        telemetry.record(Calls.completed());

        assertThat(tokens("input").totalAmount()).isEqualTo(1_800);
        assertThat(tokens("output").totalAmount()).isEqualTo(6);
    }

    @Test
    void tokensThatNobodyReportedAreNotCountedAsNone() {
        telemetry.record(Calls.completed(Calls.DEFAULT_MODEL, Given.json("{'input_tokens': 900}")));

        assertThat(registry.find("gen_ai.client.token.usage")
                        .tag("gen_ai.token.type", "output")
                        .summary())
                .isNull();
    }

    @Test
    void estimatedTokensAreCountedApart() {
        telemetry.record(Calls.completed());
        telemetry.record(Calls.completed(
                Calls.DEFAULT_MODEL, Given.json("{'input_tokens': 7, 'output_tokens': 3, 'estimated': true}")));

        assertThat(registry.get("gen_ai.client.token.usage")
                        .tag("gen_ai.token.type", "input")
                        .tag("dragoman.estimated", "true")
                        .summary()
                        .totalAmount())
                .isEqualTo(7);
    }

    @Test
    void aStreamsFirstEventIsMeasured() {
        telemetry.record(Calls.streamed(Duration.ofMillis(40)));

        assertThat(registry.get("gen_ai.client.operation.time_to_first_chunk")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
    }

    @Test
    void anAnswerThatCameWholeHasNoFirstEvent() {
        telemetry.record(Calls.completed());

        assertThat(registry.find("gen_ai.client.operation.time_to_first_chunk").meter())
                .isNull();
    }

    @Test
    void anAnswerFromTheLedgerIsNoCall() {
        telemetry.record(Calls.fromLedger());

        assertThat(genAi()).isEmpty();
    }

    @Test
    void anAskRejectedBeforeTheCallIsNoCall() {
        telemetry.record(Given.answer(Given.ask(Door.HTTP), Given.rejected()));

        assertThat(genAi()).isEmpty();
    }

    @Test
    void aFailedCallSaysWhy() {
        telemetry.record(Calls.failed(Calls.DEFAULT_MODEL, Given.unavailable()));

        assertThat(tags("error.type")).containsExactly("rate_limited");
    }

    @Test
    void anAnswerThatCouldNotBeDeliveredIsNoFailedCall() {
        telemetry.record(Calls.completed().withOutcome(Given.misconfigured()));

        assertThat(tags("error.type")).containsExactly("");
    }

    @Test
    void aModelThatNobodyAnsweredUnderIsNotNamed() {
        telemetry.record(Calls.failed("made-up", Given.rejected()));

        assertThat(tags("gen_ai.request.model")).containsExactly("_OTHER");
    }

    @Test
    void theConfiguredModelIsNamedWhereItFailsToo() {
        telemetry.record(Calls.failed(Calls.DEFAULT_MODEL, Given.rejected()));

        assertThat(tags("gen_ai.request.model")).containsExactly(Calls.DEFAULT_MODEL);
    }

    @Test
    void aProviderThatAnswersUnderAnyNameMakesNoSeriesWithoutEnd() {
        IntStream.range(0, 500).mapToObj(i -> Calls.completed("made-up-" + i)).forEach(telemetry::record);

        assertThat(tags("gen_ai.request.model")).hasSize(101).contains("_OTHER");
    }

    @Test
    void namesThatCallersMakeUpDoNotCrowdOutThoseThatTheOperatorKnows() {
        Telemetry known = new Telemetry(
                registry,
                TracerProvider.noop().get("test"),
                URI.create("https://model.test/v1"),
                Set.of(Calls.DEFAULT_MODEL, "house/other"));
        IntStream.range(0, 500).mapToObj(i -> Calls.completed("made-up-" + i)).forEach(known::record);

        known.record(Calls.completed("house/other"));

        assertThat(tags("gen_ai.request.model")).hasSize(102).contains("house/other");
        assertThat(tags("gen_ai.response.model")).contains("house/other");
    }

    @Test
    void aNameThatIsLongerThanAnyModelsIsNotKept() {
        telemetry.record(Calls.completed("m".repeat(129)));

        assertThat(tags("gen_ai.response.model")).containsExactly("_OTHER");
    }

    @Test
    void everySeriesOfAMeterHasTheSameAttributes() {
        Stream<Answer> answers = Stream.of(
                Calls.completed(),
                Calls.streamed(Duration.ofMillis(40)),
                Calls.failed("made-up", Given.unavailable()),
                Calls.failed("made-up", Given.expired()));

        answers.forEach(telemetry::record);

        assertThat(keys("gen_ai.client.operation.duration")).hasSize(1);
        assertThat(keys("gen_ai.client.token.usage")).hasSize(1);
    }

    private DistributionSummary tokens(String type) {
        return registry.get("gen_ai.client.token.usage")
                .tag("gen_ai.token.type", type)
                .summary();
    }

    private Stream<Meter> genAi() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("gen_ai"));
    }

    private List<String> tags(String key) {
        return registry.get("gen_ai.client.operation.duration").timers().stream()
                .map(timer -> String.valueOf(timer.getId().getTag(key)))
                .distinct()
                .toList();
    }

    private List<List<String>> keys(String name) {
        return registry.get(name).meters().stream()
                .map(meter -> meter.getId().getTags().stream().map(Tag::getKey).toList())
                .distinct()
                .toList();
    }
}
