package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Records records = new Records(metrics);

    @Test
    void anAskIsMeasuredByDoorAndOutcome() {
        records.record(answer(false));

        assertThat(metrics.get("dragoman.asks")
                        .tag("door", "sqs")
                        .tag("outcome", "completed")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2_000);
    }

    @Test
    void tokensThatWerePaidForAreCounted() {
        records.record(answer(false));
        records.record(answer(false));

        assertThat(tokens("input")).isEqualTo(1_800);
        assertThat(tokens("output")).isEqualTo(6);
    }

    @Test
    void anAnswerFromTheLedgerCostsNothing() {
        records.record(answer(false));
        records.record(answer(true));

        assertThat(tokens("input")).isEqualTo(900);
    }

    @Test
    void aLineLeavesNothingToTheNextOnItsThread() {
        records.record(answer(false));

        assertThat(MDC.getMap()).doesNotContainKeys("ask", "outcome", "key");
    }

    private double tokens(String kind) {
        return metrics.get("dragoman.tokens").tag("kind", kind).counter().count();
    }

    private static Answer answer(boolean replayed) {
        Answer plain = Given.answer(Given.ask(Door.SQS), Given.completed());
        Receipt.End end = new Receipt.End(
                Given.NOW.plusSeconds(2),
                "completed",
                "stop",
                "m",
                Given.json("{'input_tokens': 900, 'output_tokens': 3}"));
        return new Answer(
                plain.ask(),
                plain.outcome(),
                plain.receipt().with(new Receipt.Entry("key-1", replayed)).with(end));
    }
}
