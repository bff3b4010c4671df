package dev.dragoman.pipeline;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Door;
import dev.dragoman.event.OneLine;
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

/** One log line for each ask, and its telemetry: ids, door, outcome, tokens, durations; no content and no key. */
public final class Records {
    private static final Logger LOG = Logger.getLogger("dragoman.ask");

    /** The fields that are the receipt's, and where its JSON has them. A part that the ask did not reach has none. */
    private static final Map<String, JsonPointer> FROM_RECEIPT = Map.of(
            "endpoint", JsonPointer.compile("/endpoint"),
            "model", JsonPointer.compile("/model/asked"),
            "key", JsonPointer.compile("/key"),
            "fromLedger", JsonPointer.compile("/fromLedger"),
            "attempts", JsonPointer.compile("/attempts"));

    private final Telemetry telemetry;

    /**
     * @param telemetry measures and traces asks
     */
    public Records(Telemetry telemetry) {
        this.telemetry = telemetry;
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
        return answer;
    }

    /**
     * Records an HTTP call that did not become an ask.
     *
     * @param answer its response
     * @return the same response
     */
    public HttpAnswer recordCall(HttpAnswer answer) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ask", answer.requestId());
        fields.put("door", Door.HTTP.label());
        fields.put("status", Integer.toString(answer.status()));
        log("call " + answer.status(), fields);
        return answer;
    }

    private static void log(String message, Map<String, String> fields) {
        fields.forEach(MDC::put);
        try {
            LOG.info(message);
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }

    static Map<String, String> fields(Answer answer) {
        Receipt receipt = answer.receipt();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ask", OneLine.of(answer.ask().id()));
        fields.put("door", answer.ask().door().label());
        fields.put("outcome", answer.outcome().label());
        if (answer.outcome() instanceof Outcome.Failed failed) {
            fields.put("error", failed.problem().code());
        }
        ObjectNode json = receipt.json();
        FROM_RECEIPT.forEach((field, place) -> {
            JsonNode value = json.at(place);
            if (!value.isMissingNode()) {
                fields.put(field, OneLine.of(value.asText()));
            }
        });
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
