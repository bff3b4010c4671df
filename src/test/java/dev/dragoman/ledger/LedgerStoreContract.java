package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store has to do, whatever it is made of. */
abstract class LedgerStoreContract {
    static final LedgerEntry.Leased LEASED =
            new LedgerEntry.Leased("holder-1", "digest-1", Duration.ofSeconds(60), 0, 0);

    /** An empty store, or one where the tests' names are not used. */
    abstract LedgerStore store();

    @Test
    void whatIsWrittenIsRead() {
        LedgerStore store = store();

        String version = store.write("written", LEASED, null).orElseThrow();

        LedgerStore.Found found = store.read("written").orElseThrow();
        assertThat(found.entry()).isEqualTo(LEASED);
        assertThat(found.version()).isEqualTo(version);
        assertThat(found.age()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void whatIsNotThereIsNotThere() {
        assertThat(store().read("nobody-wrote-this")).isEmpty();
        assertThat(store().write("nobody-wrote-this", LEASED, "\"0\"")).isEmpty();
    }

    @Test
    @Tag("F047")
    void whatIsThereIsNotCreatedAgain() {
        LedgerStore store = store();
        store.write("taken", LEASED, null);

        assertThat(store.write("taken", new LedgerEntry.Released(0), null)).isEmpty();
        assertThat(store.read("taken").orElseThrow().entry()).isEqualTo(LEASED);
    }

    @Test
    void onlyTheVersionThatWasSeenIsReplaced() {
        LedgerStore store = store();
        String first = store.write("renewed", LEASED, null).orElseThrow();
        String second = store.write("renewed", LEASED.renewed(), first).orElseThrow();

        assertThat(second).isNotEqualTo(first);
        assertThat(store.write("renewed", new LedgerEntry.Released(0), first)).isEmpty();
        assertThat(store.write("renewed", new LedgerEntry.Released(0), second)).isPresent();
    }

    @ParameterizedTest
    @MethodSource
    void anAnswerComesBackAsItWasStored(Outcome outcome) {
        LedgerStore store = store();
        Answer answer = Given.answer(Given.ask(Door.SQS), outcome);
        String name = "answer-" + outcome.label();

        store.write(name, new LedgerEntry.Paid("h", "d", LedgerEntry.PaidAnswer.of(answer), 2), null);

        assertThat(store.read(name).orElseThrow().entry()).isInstanceOfSatisfying(LedgerEntry.Paid.class, done -> {
            assertThat(done.answer().outcome()).isEqualTo(outcome);
            assertThat(done.answer().receipt().json())
                    .isEqualTo(answer.receipt().json());
            assertThat(done.lapsed()).isEqualTo(2);
        });
    }

    static Stream<Outcome> anAnswerComesBackAsItWasStored() {
        return Stream.of(Given.completed(), Given.refused(), Given.rejected());
    }

    @Test
    @Tag("F047")
    void ofAnyNumberOfThreadsOneCreates() throws Exception {
        LedgerStore store = store();
        int threads = 8;
        int names = 20;
        CountDownLatch together = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> runs = new ArrayList<>();
        try {
            for (int thread = 0; thread < threads; thread++) {
                runs.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    int created = 0;
                    for (int name = 0; name < names; name++) {
                        created += store.write("race-" + name, LEASED, null).isPresent() ? 1 : 0;
                    }
                    return created;
                }));
            }
            int created = 0;
            for (Future<Integer> run : runs) {
                created += run.get(60, TimeUnit.SECONDS);
            }
            assertThat(created).isEqualTo(names);
        } finally {
            pool.shutdownNow();
        }
    }
}
