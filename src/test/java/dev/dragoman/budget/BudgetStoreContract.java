package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What every store of budgets has to do. */
abstract class BudgetStoreContract {
    private static final BudgetState STATE =
            new BudgetState(5_000_000_000_000L, 7, Map.of("p1", new BudgetState.BudgetSlice(3, 4, 5)));

    abstract BudgetStore store();

    @Test
    void whatWasNeverWrittenIsNew() {
        BudgetStore.FoundBudget found = store().read("all/total");

        assertThat(found.state()).isEqualTo(BudgetState.NEW);
        assertThat(found.version()).isNull();
        assertThat(found.now()).isCloseTo(Instant.now().toEpochMilli(), Offset.offset(30_000L));
    }

    @Test
    void whatIsWrittenIsReadToTheLastMicroDollar() {
        BudgetStore store = store().within(Duration.ofSeconds(20));

        String version = store.write("all/2026-11", STATE, null).orElseThrow();

        assertThat(store.read("all/2026-11").state()).isEqualTo(STATE);
        assertThat(store.read("all/2026-11").version()).isEqualTo(version);
    }

    @Test
    void onlyWhatWasSeenIsReplaced() {
        BudgetStore store = store();
        String first = store.write("all/total", STATE, null).orElseThrow();

        assertThat(store.write("all/total", BudgetState.NEW, null)).isEmpty();
        String second = store.write("all/total", BudgetState.NEW, first).orElseThrow();
        assertThat(store.write("all/total", STATE, first)).isEmpty();
        assertThat(store.read("all/total").version()).isEqualTo(second);
        assertThat(store.read("all/total").state()).isEqualTo(BudgetState.NEW);
    }
}
