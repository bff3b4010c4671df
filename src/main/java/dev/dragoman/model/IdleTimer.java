package dev.dragoman.model;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Notices that a stream's first event does not come, and after it that nothing has moved for a while. Vert.x's own idle
 * timeout would close the connection without telling why.
 */
final class IdleTimer {
    private final Vertx vertx;
    private final Duration idle;
    private final Runnable onIdle;
    private long lastMove;
    private long timer;
    private boolean begun;

    /**
     * Starts to wait for the first event. This and all methods are called on the stream's context.
     *
     * @param vertx has the timers
     * @param first how long the first event may take from now on
     * @param idle how long nothing may move after it
     * @param onIdle runs if that takes longer
     */
    IdleTimer(Vertx vertx, Duration first, Duration idle, Runnable onIdle) {
        this.vertx = vertx;
        this.idle = idle;
        this.onIdle = onIdle;
        timer = vertx.setTimer(Math.max(1, first.toMillis()), due -> onIdle.run());
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

    /** Tells that the first event has come. */
    void begin() {
        if (!begun) {
            begun = true;
            vertx.cancelTimer(timer);
            moved();
            checkAfter(idle);
        }
    }

    /** Tells that something moved; before the first event that changes nothing. */
    void moved() {
        lastMove = System.nanoTime();
    }

    /** Stops. */
    void stop() {
        vertx.cancelTimer(timer);
    }
}
