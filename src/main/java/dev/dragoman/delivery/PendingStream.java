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
     * @param window how many events may be on their way to the caller before one is known to have room
     */
    public record Started(
            String id,
            List<String> adjustments,
            Map<String, String> headers,
            Flow.Publisher<ServerSentEvent> events,
            int window) {}

    /** How many events may be in transit between provider and caller. */
    private static final int WINDOW = 64;

    private final CompletableFuture<Started> started = new CompletableFuture<>();
    private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
    private volatile boolean ending;

    @Override
    public void streamStarted(
            String id, List<String> adjustments, Map<String, String> headers, Flow.Publisher<ServerSentEvent> events) {
        started.complete(new Started(id, adjustments, headers, events, WINDOW));
    }

    /**
     * Called when a stream begins that is none of the provider's. Each of its events is asked for once there is room for it.
     *
     * @param id the call's id
     * @param events the caller's events, as in {@link #streamStarted}
     */
    public void begin(String id, Flow.Publisher<ServerSentEvent> events) {
        started.complete(new Started(id, List.of(), Map.of(), events, 1));
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
