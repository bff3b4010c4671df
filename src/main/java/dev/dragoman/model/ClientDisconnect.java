package dev.dragoman.model;

import dev.dragoman.event.AnswerListener;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** The caller did not wait for the answer to begin. */
final class ClientDisconnect extends RuntimeException {
    private static final long serialVersionUID = 1;

    private ClientDisconnect() {
        super("the caller went away", null, false, false);
    }

    /**
     * Bounds a call by its caller's patience. By hand, as {@code Uni.combine().any()} makes exceptions, stack traces
     * included, of whichever does not come: an eighth of what a call through the server costs.
     *
     * @param call what the caller waits for
     * @param caller who may go away
     * @return the call's item or failure; fails, and cancels the call, when the caller goes away before
     */
    static <T> Uni<T> cancels(Uni<T> call, AnswerListener caller) {
        return Uni.createFrom().emitter(emitter -> {
            Cancellable sent = call.subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(sent::cancel);
            caller.disconnected().thenRun(() -> emitter.fail(new ClientDisconnect()));
        });
    }
}
