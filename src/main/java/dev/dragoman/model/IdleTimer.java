package dev.dragoman.model;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Notices that nothing has moved for a while. Vert.x's own idle timeout tells only that a connection was closed. */
final class IdleTimer {
    private final Vertx vertx;
    private final Duration idle;
    private final Runnable stoodStill;
    private volatile long lastMove = System.nanoTime();
    private long timer;

    /**
     * Begins to watch. Called, as all its methods, on the stream's context.
     *
     * @param vertx has timers
     * @param idle how long nothing may move
     * @param stoodStill what to do then
     */
    IdleTimer(Vertx vertx, Duration idle, Runnable stoodStill) {
        this.vertx = vertx;
        this.idle = idle;
        this.stoodStill = stoodStill;
        look(idle);
    }

    private void look(Duration wait) {
        timer = vertx.setTimer(Math.max(1, wait.toMillis()), due -> {
            Duration left = idle.minusNanos(System.nanoTime() - lastMove);
            if (left.isNegative() || left.isZero()) {
                stoodStill.run();
            } else {
                look(left);
            }
        });
    }

    /** Something moved. */
    void moved() {
        lastMove = System.nanoTime();
    }

    /** Ends the watch. */
    void stop() {
        vertx.cancelTimer(timer);
    }
}
