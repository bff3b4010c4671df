package dev.dragoman.blocking;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs what blocks on a thread that may wait: an event loop that waits holds up every call that it carries. */
public final class Blocking {
    private Blocking() {}

    /**
     * Runs a step on Quarkus's worker pool, with the caller's context (trace, fields of log lines).
     *
     * @param step may wait as long as it has to
     * @param <T> what it gives
     * @return completes on the worker's thread, with what the step gives or throws
     */
    public static <T> CompletionStage<T> run(Supplier<T> step) {
        return Uni.createFrom()
                .item(step)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }
}
