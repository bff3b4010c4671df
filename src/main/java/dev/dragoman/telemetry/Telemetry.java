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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Measures and traces every ask when it has ended, and the call to the model behind it (docs/telemetry.md). */
public final class Telemetry {
    static final String DOOR = "dragoman.ask.door";
    static final String OUTCOME = "dragoman.outcome";

    /** True if the tokens are an estimate of ours, because the stream broke off before the provider reported them. */
    static final String ESTIMATED = "dragoman.estimated";

    /** What stands for the endpoint of a call that is passed through. */
    public static final String PASS = "pass";

    private static final String SPENT = "dragoman.cost.microusd";
    private static final String UNKNOWN = "dragoman.cost.unknown";

    private final MeterRegistry registry;
    private final Map<AskSeries, Timer> asks = new ConcurrentHashMap<>();
    private final Map<CostSeries, Counter> costs = new ConcurrentHashMap<>();
    private final MeasuredCalls calls;
    private final CallMeters meters;
    private final CallSpans spans;

    /** What tells one series of asks from another. */
    private record AskSeries(String door, String outcome) {}

    /** What tells one series of costs from another. */
    private record CostSeries(String meter, String model, String door, String client) {}

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
        asks.computeIfAbsent(new AskSeries(door, outcome), this::askTimer)
                .record(Duration.between(answer.receipt().started(), end.finished()));
        calls.of(answer).ifPresent(call -> {
            meters.record(call);
            spans.record(call);
        });
        costs(answer, end);
        // The span of the HTTP request. At the other doors there is none, and this does nothing.
        Span.current()
                .setAttribute(DOOR, door)
                .setAttribute(OUTCOME, outcome)
                .setAttribute("dragoman.from_ledger", answer.receipt().isFromLedger());
    }

    private Timer askTimer(AskSeries series) {
        return Timer.builder("dragoman.asks")
                .description("Asks answered, by door and outcome")
                .tag("door", series.door())
                .tag("outcome", series.outcome())
                .register(registry);
    }

    // Also of an answer out of the ledger: a call of its own may have been paid for, and come second.
    private void costs(Answer answer, Receipt.End end) {
        Receipt receipt = answer.receipt();
        Cost cost = receipt.cost();
        Receipt.SentRequest sent = receipt.sent();
        if (cost == null || sent == null || receipt.isSum()) {
            return;
        }
        count(SPENT, cost.microUsd(), sent, end, answer.ask());
        count(UNKNOWN, cost.unknown(), sent, end, answer.ask());
    }

    private void count(String name, long more, Receipt.SentRequest sent, Receipt.End end, Ask ask) {
        if (more > 0) {
            CostSeries series = new CostSeries(
                    name,
                    calls.requestModel(sent.model(), end),
                    ask.door().label(),
                    Objects.requireNonNullElse(ask.client(), ""));
            costs.computeIfAbsent(series, this::costCounter).increment((double) more);
        }
    }

    private Counter costCounter(CostSeries series) {
        return Counter.builder(series.meter())
                .description(
                        series.meter().equals(SPENT)
                                ? "What was spent, in millionths of a dollar"
                                : "Answers paid for whose price is not known")
                .tag("model", series.model())
                .tag("door", series.door())
                .tag("client", series.client())
                .register(registry);
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
