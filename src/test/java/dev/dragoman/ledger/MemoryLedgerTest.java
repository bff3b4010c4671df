package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest extends LedgerStoreContract {
    /** So many answers of {@link #answer(String)} fit in. */
    private static final int CAPACITY = 10;

    private static final long HEAP = 36_000;

    private final AtomicLong now = new AtomicLong();
    private final MemoryLedger ledger = new MemoryLedger(HEAP, now::get);

    @Override
    LedgerStore store() {
        return new MemoryLedger(1_000_000_000, System::nanoTime);
    }

    @Test
    void ofMoreAnswersThanItHoldsTheFirstAreForgotten() {
        for (int i = 0; i <= CAPACITY; i++) {
            answer("answer-" + i);
        }

        assertThat(ledger.read("answer-1")).isPresent();
        assertThat(ledger.read("answer-0")).isEmpty();
    }

    @Test
    void anAnswerInUseIsKept() {
        for (int i = 0; i <= CAPACITY; i++) {
            answer("answer-" + i);
            ledger.read("answer-0");
        }

        assertThat(ledger.read("answer-0")).isPresent();
    }

    @Test
    void aLiveLeaseIsNeverForgotten() {
        ledger.write("mine", LEASED, null);
        for (int i = 0; i < 10 * CAPACITY; i++) {
            answer("answer-" + i);
        }

        assertThat(ledger.read("mine")).isPresent();
    }

    @Test
    void aLeaseThatNobodyEndsDoesNotKeepEveryLaterAnswer() {
        ledger.write("abandoned", LEASED, null);
        now.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 10 * CAPACITY; i++) {
            answer("answer-" + i);
        }

        assertThat(ledger.read("abandoned")).isEmpty();
    }

    @Test
    void oneLargeAnswerTakesThePlaceOfManySmallOnes() {
        for (int i = 0; i < CAPACITY; i++) {
            answer("answer-" + i);
        }
        String longText = "x".repeat(10_000);

        answer("large", new Outcome.Completed("", Json.object().put("text", longText), "stop"));

        assertThat(ledger.read("large")).isPresent();
        assertThat(ledger.read("answer-" + (CAPACITY - 1))).isPresent();
        assertThat(ledger.read("answer-" + CAPACITY / 2)).isEmpty();
    }

    @Test
    void manyVerySmallValuesCountForWhatTheyTake() {
        answer("before");
        ObjectNode wide = Json.object();
        ArrayNode values = wide.putArray("values");
        for (int i = 0; i < 1_000; i++) {
            values.addObject();
        }

        answer("wide", new Outcome.Completed("", wide, "stop"));

        assertThat(ledger.read("before")).isEmpty();
        assertThat(ledger.read("wide")).isPresent();
    }

    private void answer(String name) {
        answer(name, Given.completed());
    }

    private void answer(String name, Outcome outcome) {
        ledger.write(
                name,
                new LedgerEntry.Paid(
                        "h",
                        "d",
                        LedgerEntry.PaidAnswer.of(Given.answer(Given.ask(name, Door.SQS, Given.REQUEST), outcome)),
                        0),
                null);
    }
}
