package dev.dragoman.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ended asks with a call behind them: it took 1.5 s and ended at {@link Given#NOW} plus 2 s. */
final class Calls {
    static final String DEFAULT_MODEL = "house/model";
    static final JsonNode USAGE = Given.json("{'input_tokens': 900, 'output_tokens': 3}");

    private Calls() {}

    static Answer completed() {
        return completed(DEFAULT_MODEL);
    }

    static Answer completed(String model) {
        return completed(model, USAGE);
    }

    static Answer completed(String model, JsonNode usage) {
        Outcome outcome =
                new Outcome.Completed("The secret answer", Given.json("{'id': 'resp_1', 'model': 'x'}"), "stop");
        return with(
                ended(outcome, model, new Receipt.End(Given.NOW.plusSeconds(2), "completed", "stop", model, usage)),
                null);
    }

    static Answer failed(String model, Outcome outcome) {
        return with(
                ended(outcome, model, new Receipt.End(Given.NOW.plusSeconds(2), outcome.label(), null, null, null)),
                null);
    }

    static Answer streamed(Duration firstEvent) {
        return with(completed(), firstEvent);
    }

    static Answer fromLedger() {
        Answer answer = completed();
        return new Answer(
                answer.ask(), answer.outcome(), answer.receipt().with(new Receipt.LedgerUse("key-1", true, 0)));
    }

    private static Answer ended(Outcome outcome, String model, Receipt.End end) {
        Answer plain = Given.answer(Given.ask(Door.SQS), outcome);
        Receipt.SentRequest sent = new Receipt.SentRequest(Endpoint.RESPONSES, model, List.of());
        return new Answer(plain.ask(), outcome, plain.receipt().with(sent).with(end));
    }

    private static Answer with(Answer answer, @Nullable Duration firstEvent) {
        Receipt.Call call = new Receipt.Call(1, Duration.ZERO, Duration.ofMillis(1_500), firstEvent);
        return new Answer(answer.ask(), answer.outcome(), answer.receipt().with(call));
    }
}
