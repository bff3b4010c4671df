package dev.dragoman.telemetry;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ResponseMetadata;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one client span for each call to the model. It is made after the call, with the times from the receipt, because a
 * call may have several requests and end on another thread. Its parent is the span of the HTTP request, if there is one.
 * Content is never an attribute.
 */
final class CallSpans {
    private static final double NANOS = 1e9;

    private final Tracer tracer;
    private final Provider provider;

    CallSpans(Tracer tracer, Provider provider) {
        this.tracer = tracer;
        this.provider = provider;
    }

    void record(MeasuredCall call) {
        String operation = GenAi.operation(call.sent().endpoint());
        Span span = tracer.spanBuilder(operation + " " + call.requestModel())
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(call.finished().minus(call.took()))
                .setAttribute(GenAi.OPERATION_NAME, operation)
                .setAttribute(GenAi.PROVIDER_NAME, GenAi.OPENAI)
                .setAttribute(GenAi.REQUEST_MODEL, call.requestModel())
                .setAttribute(GenAi.SERVER_ADDRESS, provider.address())
                .setAttribute(GenAi.SERVER_PORT, provider.port())
                .startSpan();
        if (span.isRecording()) {
            describe(call, span);
            span.end(call.finished());
        }
    }

    private static void describe(MeasuredCall call, Span span) {
        span.setAttribute(Telemetry.DOOR, call.answer().ask().door().label());
        span.setAttribute(Telemetry.OUTCOME, call.answer().outcome().label());
        switch (call.sent().endpoint()) {
            case CHAT -> span.setAttribute(GenAi.API_TYPE, "chat_completions");
            case RESPONSES -> span.setAttribute(GenAi.API_TYPE, "responses");
            // The conventions have no type for it.
            case EMBEDDINGS -> {}
        }
        set(span, GenAi.RESPONSE_MODEL, call.responseModel());
        if (call.answer().outcome() instanceof Outcome.Answered answered) {
            set(span, GenAi.RESPONSE_ID, answered.response().path("id").textValue());
        }
        String finishReason = call.end().finishReason();
        if (finishReason != null) {
            span.setAttribute(AttributeKey.stringArrayKey(GenAi.FINISH_REASONS), List.of(finishReason));
        }
        Duration firstEvent = call.call().firstEvent();
        if (firstEvent != null) {
            span.setAttribute(GenAi.FIRST_CHUNK, (double) firstEvent.toNanos() / NANOS);
        }
        tokens(call.facts(), span);
        if (call.estimated()) {
            span.setAttribute(Telemetry.ESTIMATED, true);
        }
        span.setAttribute("dragoman.attempts", call.call().attempts());
        if (call.errorType() != null) {
            span.setAttribute(GenAi.ERROR_TYPE, call.errorType());
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static void tokens(ResponseMetadata facts, Span span) {
        if (facts.inputTokens() >= 0) {
            span.setAttribute(GenAi.INPUT_TOKENS, facts.inputTokens());
        }
        if (facts.outputTokens() >= 0) {
            span.setAttribute(GenAi.OUTPUT_TOKENS, facts.outputTokens());
        }
    }

    private static void set(Span span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }
}
