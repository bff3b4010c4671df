package dev.dragoman.blocking;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs large steps on the worker pool, only a few at a time and the others in the order they came. So however many there are,
 * they leave processors to the small steps, and the memory that they need while they run is that of a few.
 */
public final class HeavyTaskExecutor {
    private final int width;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param width how many steps run at the same time
     */
    public HeavyTaskExecutor(int width) {
        this.width = width;
    }

    /** One that takes half of the processors, at least one. */
    public static HeavyTaskExecutor ofHalfTheProcessors() {
        return new HeavyTaskExecutor(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /**
     * Runs a step when its turn comes. Its turn ends when it returns, even if what it has begun goes on.
     *
     * @param step may block
     * @param <T> the type of the result
     * @return what comes of it; fails with what the step throws
     */
    public <T> CompletionStage<T> run(Supplier<CompletionStage<T>> step) {
        CompletableFuture<CompletionStage<T>> begun = new CompletableFuture<>();
        // Caught here and not by the pool: whatever happens, the next one has its turn.
        begin(() -> Blocking.run(step).whenComplete((result, failure) -> {
            next();
            if (failure == null) {
                begun.complete(result);
            } else {
                begun.completeExceptionally(failure);
            }
        }));
        return begun.thenCompose(Function.identity());
    }

    private void begin(Runnable step) {
        synchronized (this) {
            if (running == width) {
                waiting.add(step);
                return;
            }
            running++;
        }
        step.run();
    }

    private void next() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                running--;
                return;
            }
        }
        next.run();
    }
}
