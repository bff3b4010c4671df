package dev.dragoman.model;

import dev.dragoman.event.AnswerListener;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** Ends a call when its caller disconnects, or when this process ends. */
final class ClientDisconnect {
    private ClientDisconnect() {}

    /**
     * Cancels a call if its caller disconnects first. Written by hand, because {@code Uni.combine().any()} fills an
     * exception, with its stack trace, for each call that it cancels: an eighth of what a call through the server costs.
     *
     * @param call what the caller waits for
     * @param caller who may disconnect
     * @return the call's item or failure; fails with the reason {@link FailureReason#GONE} if the caller disconnects
     */
    static <T> Uni<T> cancels(Uni<T> call, AnswerListener caller) {
        return Uni.createFrom().emitter(emitter -> {
            Cancellable running = call.subscribe().with(emitter::complete, emitter::fail);
            emitter.onTermination(running::cancel);
            caller.disconnected().thenRun(() -> emitter.fail(new CallFailure(FailureReason.GONE)));
        });
    }
}
