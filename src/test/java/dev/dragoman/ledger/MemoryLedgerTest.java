package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest extends LedgerStoreContract {
    private static final int CAPACITY = 10;

    private final AtomicLong now = new AtomicLong();
    private final MemoryLedger ledger = new MemoryLedger(CAPACITY, now::get);

    @Override
    LedgerStore store() {
        return new MemoryLedger(100_000, System::nanoTime);
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

    private void answer(String name) {
        ledger.write(
                name,
                new LedgerEntry.Paid(
                        "h",
                        "d",
                        LedgerEntry.PaidAnswer.of(
                                Given.answer(Given.ask(name, Door.SQS, Given.REQUEST), Given.completed())),
                        0),
                null);
    }
}
