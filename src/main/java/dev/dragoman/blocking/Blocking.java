package dev.dragoman.blocking;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs blocking steps off the event loop: an event loop that blocks holds up all calls that it serves. */
public final class Blocking {
    /** In bytes. Parsing more takes longer than the other calls of an event loop should wait. */
    public static final int LARGE = 256 * 1024;

    private Blocking() {}

    /**
     * Runs a step on Quarkus's worker pool, with the caller's context (trace, fields of log lines).
     *
     * @param step may block
     * @param <T> the type of its result
     * @return the step's result; fails with what the step throws. Completes on the worker's thread
     */
    public static <T> CompletionStage<T> run(Supplier<T> step) {
        return Uni.createFrom()
                .item(step)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }
}
