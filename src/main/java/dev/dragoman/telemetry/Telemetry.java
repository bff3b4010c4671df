package dev.dragoman.telemetry;

import dev.dragoman.event.Ask;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** Measures and traces every ask when it has ended, and the call to the model behind it (docs/telemetry.md). */
public final class Telemetry {
    static final String DOOR = "dragoman.ask.door";
    static final String OUTCOME = "dragoman.outcome";

    /** True if the tokens are an estimate of ours, because the stream broke off before the provider reported them. */
    static final String ESTIMATED = "dragoman.estimated";

    /** What stands for the endpoint of a call that is passed through. */
    public static final String PASS = "pass";

    private final MeterRegistry registry;
    private final MeasuredCalls calls;
    private final CallMeters meters;
    private final CallSpans spans;

    /**
     * @param registry where meters are kept
     * @param tracer makes spans; does nothing while tracing is off
     * @param baseUrl the provider's base URL
     * @param defaultModel the configured model's name
     */
    public Telemetry(MeterRegistry registry, Tracer tracer, URI baseUrl, String defaultModel) {
        this(registry, tracer, baseUrl, Set.of(defaultModel));
    }

    /**
     * @param registry where meters are kept
     * @param tracer makes spans; does nothing while tracing is off
     * @param baseUrl the provider's base URL
     * @param known the names of the models that operators have named
     */
    public Telemetry(MeterRegistry registry, Tracer tracer, URI baseUrl, Set<String> known) {
        Provider provider = Provider.of(baseUrl);
        this.registry = registry;
        this.calls = new MeasuredCalls(known);
        this.meters = new CallMeters(registry, provider);
        this.spans = new CallSpans(tracer, provider);
    }

    /**
     * Records an ask that has ended. Its call is counted only if one was made, which is not so for an answer from the ledger.
     *
     * @param answer the answer, delivered or not
     */
    public void record(Answer answer) {
        Receipt.End end = answer.receipt().end();
        if (end == null) {
            return;
        }
        String door = answer.ask().door().label();
        String outcome = answer.outcome().label();
        Timer.builder("dragoman.asks")
                .description("Asks answered, by door and outcome")
                .tag("door", door)
                .tag("outcome", outcome)
                .register(registry)
                .record(Duration.between(answer.receipt().started(), end.finished()));
        calls.of(answer).ifPresent(call -> {
            meters.record(call);
            spans.record(call);
        });
        costs(answer, end);
        Receipt.LedgerUse entry = answer.receipt().entry();
        // The span of the HTTP request. At the other doors there is none, and this does nothing.
        Span.current()
                .setAttribute(DOOR, door)
                .setAttribute(OUTCOME, outcome)
                .setAttribute("dragoman.from_ledger", entry != null && entry.replayed());
    }

    // Also of an answer out of the ledger: a call of its own may have been paid for, and come second.
    private void costs(Answer answer, Receipt.End end) {
        Receipt receipt = answer.receipt();
        Cost cost = receipt.cost();
        Receipt.SentRequest sent = receipt.sent();
        if (cost == null || sent == null || receipt.isSum()) {
            return;
        }
        count(
                "dragoman.cost.microusd",
                "What was spent, in millionths of a dollar",
                cost.microUsd(),
                sent,
                end,
                answer.ask());
        count(
                "dragoman.cost.unknown",
                "Answers paid for whose price is not known",
                cost.unknown(),
                sent,
                end,
                answer.ask());
    }

    private void count(String name, String description, long more, Receipt.SentRequest sent, Receipt.End end, Ask ask) {
        if (more > 0) {
            Counter.builder(name)
                    .description(description)
                    .tag("model", calls.requestModel(sent.model(), end))
                    .tag("door", ask.door().label())
                    .tag("client", Objects.requireNonNullElse(ask.client(), ""))
                    .register(registry)
                    .increment((double) more);
        }
    }

    /**
     * Records a call that was passed through.
     *
     * @param status the response's status, of which the first digit becomes a label
     * @param took how long it took
     */
    public void recordPass(int status, Duration took) {
        Timer.builder("dragoman.calls")
                .description("Calls passed through to the provider, by the class of their status")
                .tag("endpoint", PASS)
                .tag("status", status / 100 + "xx")
                .register(registry)
                .record(took);
    }
}
