package dev.dragoman.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryBudget budget = new MemoryBudget(100);
    private final MemoryBudget.Share one = budget.share();
    private final MemoryBudget.Share other = budget.share();

    @Test
    void whatOneHasTheOtherCanNotHave() {
        assertThat(one.take(60)).isTrue();
        assertThat(other.take(41)).isFalse();
        assertThat(other.take(40)).isTrue();

        one.close();

        assertThat(budget.taken()).isEqualTo(40);
    }

    @Test
    void aClosedShareTakesNothing() {
        one.close();

        assertThat(one.take(1)).isFalse();
        assertThat(one.await(1, LONG)).isFalse();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whoHasNothingWaitsForRoom() {
        assertThat(one.take(60)).isTrue();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> other.await(50, LONG));

        one.close();

        assertThat(waiting.join()).isTrue();
        assertThat(other.held()).isEqualTo(50);
    }

    @Test
    void nobodyWaitsForWhatNeverFitsNorWhileHoldingSomething() {
        assertThat(one.await(101, LONG)).isFalse();
        assertThat(one.await(60, LONG)).isTrue();
        assertThat(one.await(41, LONG)).isFalse();
        assertThat(other.await(41, Duration.ZERO)).isFalse();
    }

    @Test
    void theDefaultIsAFifteenthOfTheHeap() {
        assertThat(MemoryBudget.ofHeap(1_500)).isEqualTo(100);
    }
}
