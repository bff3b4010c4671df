package dev.dragoman.model;

import dev.dragoman.event.Listener;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;

/** The caller did not wait for the answer to begin. */
final class CallerGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private CallerGone() {
        super("the caller went away", null, false, false);
    }

    /** Fails when the caller has gone away, and never has an item. */
    static <T> Uni<T> orNever(Listener caller) {
        return Uni.createFrom()
                .completionStage(
                        () -> caller.gone().thenCompose(gone -> CompletableFuture.failedFuture(new CallerGone())));
    }
}
