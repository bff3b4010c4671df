package dev.dragoman.model;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits without holding a thread. */
public interface Delay {
    /**
     * Begins to wait.
     *
     * @param pause how long; zero or more
     * @return completes when at least that long has passed; never fails
     */
    CompletionStage<Void> begin(Duration pause);

    /**
     * Waits on Vert.x's timers. What comes after the wait runs on the ask's own Vert.x context, so that its log lines keep
     * their fields and its trace.
     *
     * @param vertx has the timers
     * @return a delay that any thread may use
     */
    static Delay onVertx(Vertx vertx) {
        return pause -> {
            CompletableFuture<Void> over = new CompletableFuture<>();
            // Timers count whole milliseconds and refuse zero: one more is never too early.
            long millis = pause.toMillis() + 1;
            OwnContext.run(vertx, () -> vertx.setTimer(millis, timer -> over.complete(null)));
            return over;
        };
    }
}
