package dev.dragoman.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeavyTaskExecutorTest {
    private final HeavyTaskExecutor executor = new HeavyTaskExecutor(2);

    @Test
    void onlySoManyStepsRunAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            results.add(executor.run(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        two.countDown();
                        await(two);
                        running.decrementAndGet();
                        return CompletableFuture.completedFuture(number);
                    })
                    .toCompletableFuture());
        }

        assertThat(results.stream().map(CompletableFuture::join)).hasSize(50).doesNotHaveDuplicates();
        assertThat(most).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    @Test
    void aStepThatGoesOnElsewhereDoesNotKeepItsTurn() {
        CompletableFuture<String> elsewhere = new CompletableFuture<>();
        List<CompletableFuture<String>> first = List.of(
                executor.run(() -> elsewhere).toCompletableFuture(),
                executor.run(() -> elsewhere).toCompletableFuture());

        assertThat(executor.run(() -> CompletableFuture.completedFuture("later"))
                        .toCompletableFuture()
                        .join())
                .isEqualTo("later");
        elsewhere.complete("first");
        assertThat(first).allSatisfy(result -> assertThat(result.join()).isEqualTo("first"));
    }

    @Test
    void aStepThatFailsLeavesItsTurnToTheNext() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> executor.run(() -> {
                                throw new IllegalStateException("broken");
                            })
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseMessage("broken");
        }
    }
}
