package dev.dragoman.model;

import dev.dragoman.blocking.HeavyTaskExecutor;
import dev.dragoman.memory.MemoryBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What all answers of the provider share: the memory that they take beside requests, and the way off the event loop for what
 * is large.
 */
public final class AnswerPool {
    /**
     * From this weight on, what a provider sends is not read on an event loop: it would hold up the other calls for some
     * milliseconds.
     */
    static final long HEAVY = 256 * 1024;

    private final MemoryBudget budget;
    private final Delay delay;
    private final HeavyTaskExecutor heavy = HeavyTaskExecutor.ofHalfTheProcessors();

    /**
     * @param budget the memory that all calls share
     * @param delay waits for memory
     */
    public AnswerPool(MemoryBudget budget, Delay delay) {
        this.budget = budget;
        this.delay = delay;
    }

    /** Memory for the answers of one call; none is taken yet. */
    AnswerMemory memory() {
        return new AnswerMemory(budget, delay);
    }

    /**
     * Runs a step off the event loop, when its turn comes.
     *
     * @param context where its result is told
     * @param step may take long
     * @return fails with what the step throws
     */
    <T> Future<T> run(Context context, Supplier<T> step) {
        CompletionStage<T> result = heavy.run(() -> CompletableFuture.completedFuture(step.get()));
        return Future.fromCompletionStage(result, context);
    }
}
