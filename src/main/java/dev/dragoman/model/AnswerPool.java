package dev.dragoman.model;

import dev.dragoman.blocking.HeavyTaskExecutor;
import dev.dragoman.memory.MemoryBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /**
     * The header of a request on its way to its connection, which finds the call's memory by it and takes it off. It never
     * leaves the process.
     */
    static final String CALL = "dragoman-call";

    private final MemoryBudget budget;
    private final Delay delay;
    private final Map<String, AnswerMemory> calls = new ConcurrentHashMap<>();
    private final AtomicLong lastCall = new AtomicLong();
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
     * Lets the connection of a call find the call's memory, so that an answer is counted from its first byte on.
     *
     * @param memory takes the answer
     * @return what the header {@link #CALL} has to say; given to {@link #forget} at last
     */
    String announce(AnswerMemory memory) {
        String call = Long.toString(lastCall.incrementAndGet());
        calls.put(call, memory);
        return call;
    }

    /** Forgets a call's memory, which a connection may have claimed already. */
    void forget(String call) {
        calls.remove(call);
    }

    /**
     * Gives a connection the memory of the call that it sends.
     *
     * @param call what the header said; null if there was none
     * @return null if no such call is known
     */
    @Nullable
    AnswerMemory claim(@Nullable String call) {
        return call == null ? null : calls.remove(call);
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
