package dev.dragoman.model;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;

/**
 * The Vert.x context that belongs to one ask alone. The trace and the fields of log lines are kept in it; a context that
 * several asks share would mix them up.
 */
final class OwnContext {
    private OwnContext() {}

    /**
     * Runs a step on the current context if that belongs to one ask, else on a new one.
     *
     * @param vertx makes the new context
     * @param step must not block; runs at once if the current context can be used
     */
    static void run(Vertx vertx, Runnable step) {
        if (VertxContext.isOnDuplicatedContext()) {
            step.run();
        } else {
            VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()).runOnContext(turn -> step.run());
        }
    }
}
