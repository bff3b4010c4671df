package dev.dragoman.model;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Notices that nothing has moved for a while. Vert.x's own idle timeout would close the connection without telling why.
 */
final class IdleTimer {
    private final Vertx vertx;
    private final Duration idle;
    private final Runnable onIdle;
    private volatile long lastMove = System.nanoTime();
    private long timer;

    /**
     * Starts. This and all methods are called on the stream's context.
     *
     * @param vertx has the timers
     * @param idle how long nothing may move
     * @param onIdle runs if nothing has moved for that long
     */
    IdleTimer(Vertx vertx, Duration idle, Runnable onIdle) {
        this.vertx = vertx;
        this.idle = idle;
        this.onIdle = onIdle;
        checkAfter(idle);
    }

    private void checkAfter(Duration wait) {
        timer = vertx.setTimer(Math.max(1, wait.toMillis()), due -> {
            Duration left = idle.minusNanos(System.nanoTime() - lastMove);
            if (left.isNegative() || left.isZero()) {
                onIdle.run();
            } else {
                checkAfter(left);
            }
        });
    }

    /** Tells that something moved. */
    void moved() {
        lastMove = System.nanoTime();
    }

    /** Stops. */
    void stop() {
        vertx.cancelTimer(timer);
    }
}
