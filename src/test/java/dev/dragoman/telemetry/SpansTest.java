package dev.dragoman.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpansTest {
    private final List<SpanData> ended = new ArrayList<>();
    private final Tracer tracer = SdkTracerProvider.builder()
            .addSpanProcessor(new QueryMask())
            .addSpanProcessor(new Ended())
            .build()
            .get("test");
    private final Telemetry telemetry = new Telemetry(
            new SimpleMeterRegistry(), tracer, URI.create("http://model.test:9400/v1"), Calls.DEFAULT_MODEL);

    private final class Ended implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    @Test
    void aCallIsAClientSpanNamedAfterOperationAndModel() {
        telemetry.record(Calls.completed());

        assertThat(span().getName()).isEqualTo("chat house/model");
        assertThat(span().getKind()).isEqualTo(SpanKind.CLIENT);
    }

    @Test
    void itsTimesAreTheCalls() {
        telemetry.record(Calls.completed());

        long end = TimeUnit.SECONDS.toNanos(Given.NOW.plusSeconds(2).getEpochSecond());
        assertThat(span().getEndEpochNanos()).isEqualTo(end);
        assertThat(span().getEndEpochNanos() - span().getStartEpochNanos())
                .isEqualTo(Duration.ofMillis(1_500).toNanos());
    }

    @Test
    void itCarriesTheConventionsAttributes() {
        telemetry.record(Calls.streamed(Duration.ofMillis(40)));

        assertThat(text("gen_ai.operation.name")).isEqualTo("chat");
        assertThat(text("gen_ai.provider.name")).isEqualTo("openai");
        assertThat(text("gen_ai.request.model")).isEqualTo("house/model");
        assertThat(text("gen_ai.response.model")).isEqualTo("house/model");
        assertThat(text("gen_ai.response.id")).isEqualTo("resp_1");
        assertThat(text("openai.api.type")).isEqualTo("responses");
        assertThat(text("server.address")).isEqualTo("model.test");
        assertThat(number("server.port")).isEqualTo(9400);
        assertThat(number("gen_ai.usage.input_tokens")).isEqualTo(900);
        assertThat(number("gen_ai.usage.output_tokens")).isEqualTo(3);
        assertThat(attribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons")))
                .isEqualTo(List.of("stop"));
        assertThat(attribute(AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk")))
                .isEqualTo(0.04);
        assertThat(text("dragoman.ask.door")).isEqualTo("sqs");
        assertThat(text("dragoman.outcome")).isEqualTo("completed");
    }

    @Test
    void estimatedUsageIsMarked() {
        telemetry.record(Calls.completed(Calls.DEFAULT_MODEL, Given.json("{'output_tokens': 3, 'estimated': true}")));

        assertThat(attribute(AttributeKey.booleanKey("dragoman.estimated"))).isEqualTo(true);
        assertThat(number("gen_ai.usage.input_tokens")).isNull();
    }

    @Test
    void aFailedCallIsAnErrorThatSaysWhichAndNoMore() {
        telemetry.record(Calls.failed("made-up", Given.unavailable()));

        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span().getStatus().getDescription()).isEmpty();
        assertThat(text("error.type")).isEqualTo("rate_limited");
    }

    @Test
    void noAttributeHoldsContent() {
        telemetry.record(Calls.completed());

        assertThat(span().getAttributes().asMap().values())
                .noneMatch(value -> value.toString().contains("secret"));
        assertThat(span().getEvents()).isEmpty();
    }

    @Test
    void whatDidNotCallTheModelLeavesNoSpan() {
        telemetry.record(Calls.fromLedger());
        telemetry.record(Given.answer(Given.ask(Door.HTTP), Given.rejected()));

        assertThat(ended).isEmpty();
    }

    @Test
    void theRequestsSpanIsItsParentAndSaysWhatBecameOfTheAsk() {
        Span request = tracer.spanBuilder("POST /v1/responses").startSpan();
        try (Scope current = request.makeCurrent()) {
            assertThat(current).isNotNull();
            telemetry.record(Calls.completed());
        }
        request.end();

        assertThat(ended.get(0).getParentSpanId())
                .isEqualTo(request.getSpanContext().getSpanId());
        assertThat(ended.get(1).getAttributes().get(AttributeKey.booleanKey("dragoman.from_ledger")))
                .isFalse();
    }

    @Test
    void noSpanHoldsAUrlsQuery() {
        tracer.spanBuilder("GET")
                .setAttribute("url.query", "key=secret")
                .setAttribute("url.full", "https://bucket.test/a.pdf?X-Amz-Signature=secret")
                .startSpan()
                .end();

        assertThat(text("url.query")).isEqualTo("***");
        assertThat(text("url.full")).isEqualTo("https://bucket.test/a.pdf?***");
    }

    @Test
    void aUrlWithoutAQueryStays() {
        tracer.spanBuilder("GET")
                .setAttribute("url.full", "https://model.test/v1")
                .startSpan()
                .end();

        assertThat(text("url.full")).isEqualTo("https://model.test/v1");
        assertThat(text("url.query")).isNull();
    }

    private SpanData span() {
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }

    private @Nullable String text(String name) {
        return span().getAttributes().get(AttributeKey.stringKey(name));
    }

    private @Nullable Long number(String name) {
        return span().getAttributes().get(AttributeKey.longKey(name));
    }

    private <T> @Nullable T attribute(AttributeKey<T> key) {
        return span().getAttributes().get(key);
    }
}
