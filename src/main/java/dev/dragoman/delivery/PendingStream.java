package dev.dragoman.delivery;

import dev.dragoman.event.AnswerListener;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The stream that one caller waits for: completes when it begins, and knows when the caller disconnects. */
public final class PendingStream implements AnswerListener {
    /**
     * A stream that has begun.
     *
     * @param id the ask's id
     * @param adjustments each change to the caller's request, in words
     * @param headers the provider's headers that the caller gets
     * @param events the stream
     */
    public record Started(
            String id, List<String> adjustments, Map<String, String> headers, Flow.Publisher<ServerSentEvent> events) {}

    private final CompletableFuture<Started> started = new CompletableFuture<>();
    private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
    private volatile boolean ending;

    @Override
    public void streamStarted(
            String id, List<String> adjustments, Map<String, String> headers, Flow.Publisher<ServerSentEvent> events) {
        started.complete(new Started(id, adjustments, headers, events));
    }

    @Override
    public CompletionStage<Void> disconnected() {
        return disconnected.copy();
    }

    /**
     * Completes when the stream begins.
     *
     * @return never completes if the answer is sent whole
     */
    public CompletionStage<Started> started() {
        return started.copy();
    }

    /** Called when the caller has disconnected. */
    public void disconnect() {
        disconnected.complete(null);
    }

    @Override
    public boolean isEnding() {
        return ending;
    }

    /** Called when this process ends: breaks the call off, and its caller is told. */
    public void end() {
        if (!disconnected.isDone()) {
            ending = true;
            disconnected.complete(null);
        }
    }
}
