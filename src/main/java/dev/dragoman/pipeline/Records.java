package dev.dragoman.pipeline;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Door;
import dev.dragoman.event.OneLine;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import dev.dragoman.telemetry.Telemetry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** One log line for each ask, and its telemetry: ids, door, outcome, tokens, durations; no content and no key. */
public final class Records {
    private static final Logger LOG = Logger.getLogger("dragoman.ask");

    private final Telemetry telemetry;
    private final AskObserver observer;

    /**
     * @param telemetry measures and traces asks
     */
    public Records(Telemetry telemetry) {
        this(telemetry, AskObserver.NONE);
    }

    /**
     * @param telemetry measures and traces asks
     * @param observer is told of asks too
     */
    public Records(Telemetry telemetry, AskObserver observer) {
        this.telemetry = telemetry;
        this.observer = observer;
    }

    /**
     * Records an answer.
     *
     * @param answer the delivered answer
     * @return the same answer
     */
    public Answer record(Answer answer) {
        log("ask " + answer.outcome().label(), fields(answer));
        telemetry.record(answer);
        observer.ended(answer);
        return answer;
    }

    /**
     * Records an HTTP call that did not become an ask.
     *
     * @param answer its response
     * @return the same response
     */
    public HttpAnswer recordCall(HttpAnswer answer) {
        log("call " + answer.status(), callFields(answer));
        return answer;
    }

    /**
     * Records an HTTP call that was passed through to the provider.
     *
     * @param answer its response
     * @param rule the rule of the profile by which it was passed through: no id is in it
     * @param took how long it took, a stream to its end
     * @param client the label of the key that it came with; null if that has none
     * @return the same response
     */
    public HttpAnswer recordPass(HttpAnswer answer, String rule, Duration took, @Nullable String client) {
        Map<String, String> fields = callFields(answer);
        fields.put("endpoint", Telemetry.PASS);
        fields.put("rule", rule);
        if (client != null) {
            fields.put("client", client);
        }
        fields.put("millis", Long.toString(took.toMillis()));
        log("call " + answer.status(), fields);
        telemetry.recordPass(answer.status(), took);
        return answer;
    }

    private static Map<String, String> callFields(HttpAnswer answer) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ask", answer.requestId());
        fields.put("door", Door.HTTP.label());
        fields.put("status", Integer.toString(answer.status()));
        return fields;
    }

    private static void log(String message, Map<String, String> fields) {
        fields.forEach(MDC::put);
        try {
            LOG.info(message);
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }

    // Of what others add up to under a name of its own: else whoever adds up lines would count it twice.
    private static void cost(Cost cost, boolean isSum, Map<String, String> fields) {
        if (!cost.isUnknown()) {
            fields.put(isSum ? "totalMicroUsd" : "costMicroUsd", Long.toString(cost.microUsd()));
        }
        if (cost.unknown() > 0) {
            fields.put("costUnknown", Integer.toString(cost.unknown()));
        }
        if (cost.estimated()) {
            fields.put("costEstimated", "true");
        }
        if (cost.prices() != null) {
            fields.put("prices", cost.prices());
        }
    }

    static Map<String, String> fields(Answer answer) {
        Receipt receipt = answer.receipt();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ask", OneLine.of(answer.ask().id()));
        fields.put("door", answer.ask().door().label());
        fields.put("outcome", answer.outcome().label());
        if (answer.ask().client() != null) {
            fields.put("client", answer.ask().client());
        }
        if (answer.outcome() instanceof Outcome.Failed failed) {
            fields.put("error", failed.problem().code());
        }
        // Not by way of the receipt's JSON: to write all of it for five fields took 3 % of a call's processor time.
        if (receipt.sent() != null) {
            fields.put("endpoint", receipt.sent().endpoint().label());
            fields.put("model", OneLine.of(receipt.sent().model()));
        }
        if (receipt.entry() != null) {
            fields.put("key", OneLine.of(receipt.entry().key()));
            fields.put("fromLedger", Boolean.toString(receipt.entry().replayed()));
        }
        if (receipt.call() != null) {
            fields.put("attempts", Integer.toString(receipt.call().attempts()));
        }
        if (receipt.cost() != null) {
            cost(receipt.cost(), receipt.isSum(), fields);
        }
        if (receipt.end() != null) {
            Receipt.End end = receipt.end();
            Duration duration = Duration.between(receipt.started(), end.finished());
            ResponseMetadata metadata = new ResponseMetadata(end.model(), end.usage());
            fields.put("millis", Long.toString(duration.toMillis()));
            fields.put("inputTokens", Long.toString(metadata.inputTokens()));
            fields.put("outputTokens", Long.toString(metadata.outputTokens()));
        }
        return fields;
    }
}
