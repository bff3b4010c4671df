package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.ledger.LedgerStore.Lease;
import dev.dragoman.outcome.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {
    private static final int CAPACITY = 10;
    private static final Instant UNTIL = Given.NOW.plusSeconds(60);

    private final MemoryLedger ledger = new MemoryLedger(CAPACITY);

    @Test
    void aLeaseIsTakenOnce() {
        assertThat(take("a")).isEqualTo(new Lease.Taken());
        assertThat(take("a")).isEqualTo(new Lease.Held(UNTIL));
    }

    @Test
    void aLeaseThatIsGivenBackCanBeTakenAgain() {
        take("a");
        ledger.release("a");

        assertThat(take("a")).isEqualTo(new Lease.Taken());
    }

    @Test
    void anAnswerIsNotGivenBack() {
        Answer answer = complete("a");

        ledger.release("a");

        assertThat(take("a")).isEqualTo(new Lease.Done(answer));
    }

    @Test
    void ofMoreAnswersThanItHoldsTheFirstAreForgotten() {
        for (int i = 0; i <= CAPACITY; i++) {
            complete("answer-" + i);
        }

        assertThat(take("answer-1")).isInstanceOf(Lease.Done.class);
        assertThat(take("answer-0")).isEqualTo(new Lease.Taken());
    }

    @Test
    void anAnswerInUseIsKept() {
        for (int i = 0; i <= CAPACITY; i++) {
            complete("answer-" + i);
            take("answer-0");
        }

        assertThat(take("answer-0")).isInstanceOf(Lease.Done.class);
    }

    @Test
    void aLiveLeaseIsNeverForgotten() {
        take("mine");
        for (int i = 0; i < 10 * CAPACITY; i++) {
            complete("answer-" + i);
        }

        assertThat(take("mine")).isEqualTo(new Lease.Held(UNTIL));
    }

    @Test
    void aLeaseThatNobodyEndsDoesNotKeepEveryLaterAnswer() {
        take("abandoned");
        for (int i = 0; i < 10 * CAPACITY; i++) {
            complete("answer-" + i);
        }

        assertThat(take("answer-0")).isEqualTo(new Lease.Taken());
    }

    @Test
    void ofAnyNumberOfThreadsOneTakesALease() throws Exception {
        int threads = 8;
        int keys = 10_000;
        MemoryLedger shared = new MemoryLedger(keys);
        AtomicIntegerArray taken = new AtomicIntegerArray(keys);
        CountDownLatch together = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                runs.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    for (int key = 0; key < keys; key++) {
                        if (shared.take("k" + key, Given.NOW, UNTIL) instanceof Lease.Taken) {
                            taken.incrementAndGet(key);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        for (int key = 0; key < keys; key++) {
            assertThat(taken.get(key)).as("leases of k%d", key).isEqualTo(1);
        }
    }

    private Lease take(String key) {
        return ledger.take(key, Given.NOW, UNTIL);
    }

    private Answer complete(String key) {
        Answer answer = Given.answer(Given.ask(key, Door.SQS, Given.REQUEST), Given.completed());
        take(key);
        ledger.complete(key, answer);
        return answer;
    }
}
