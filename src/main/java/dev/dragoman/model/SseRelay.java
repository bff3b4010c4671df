package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.stream.EventReader;
import dev.dragoman.stream.EventTooLarge;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamAccumulator;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Passes the events of one response on to the caller and accumulates the answer. Reads no faster than the caller takes.
 * Thread-safe because everything happens on one Vert.x context.
 */
final class SseRelay implements Flow.Publisher<ServerSentEvent>, Flow.Subscription {
    private final Context context;
    private final HttpClientResponse response;
    private final EventReader reader;
    private final StreamAccumulator accumulator;
    private final EventTranslation translation;
    private final IdleTimer idleTimer;
    private final CompletableFuture<Optional<FailureReason>> ending = new CompletableFuture<>();
    private final CompletableFuture<Void> firstEvent = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final Queue<ServerSentEvent> pending = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;
    private @Nullable FailureReason brokenOff;
    private boolean over;
    private long demand;
    private long bytesLeft;

    /**
     * @param context where the response's events are handled
     * @param response paused
     * @param reader splits its bytes into events
     * @param accumulator builds the whole answer from the events
     * @param translation translates the events for the caller's endpoint
     * @param idle how long nothing may move: the provider sends nothing, or the caller takes nothing
     * @param largest how many bytes the whole stream may have
     */
    SseRelay(
            Context context,
            HttpClientResponse response,
            EventReader reader,
            StreamAccumulator accumulator,
            EventTranslation translation,
            Duration idle,
            long largest) {
        this.context = context;
        this.response = response;
        this.reader = reader;
        this.accumulator = accumulator;
        this.translation = translation;
        this.idleTimer = new IdleTimer(context.owner(), idle, this::idle);
        this.bytesLeft = largest;
    }

    /**
     * Reads up to the first event for the caller. Until then the caller has received nothing, and the call can be repeated.
     *
     * @return whether there is one; false if the stream ended before
     */
    CompletionStage<Boolean> begin() {
        onContext(() -> {
            response.exceptionHandler(failure -> stop(CallFailure.reason(failure)));
            response.endHandler(end -> ended());
            response.handler(this::read);
            passOn();
        });
        return begun;
    }

    /** Completes after the last event was passed on; with a reason if the stream stopped before its end. */
    CompletionStage<Optional<FailureReason>> ending() {
        return ending;
    }

    /** Completes when the provider's first event with data has come. */
    CompletionStage<Void> firstEvent() {
        return firstEvent;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ServerSentEvent> caller) {
        onContext(() -> {
            subscriber = caller;
            caller.onSubscribe(this);
        });
    }

    @Override
    public void request(long count) {
        onContext(() -> {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            passOn();
        });
    }

    @Override
    public void cancel() {
        abort(FailureReason.GONE);
    }

    /** Breaks the stream off. Events that were not passed on yet are dropped. */
    void abort(FailureReason reason) {
        onContext(() -> {
            pending.clear();
            stop(reason);
        });
    }

    private void idle() {
        abort(pending.isEmpty() ? FailureReason.TIMEOUT : FailureReason.GONE);
    }

    private void onContext(Runnable step) {
        context.runOnContext(ignored -> step.run());
    }

    private void read(Buffer chunk) {
        idleTimer.moved();
        bytesLeft -= chunk.length();
        if (bytesLeft < 0) {
            stop(FailureReason.TOO_LARGE);
            return;
        }
        try {
            reader.read(chunk.getBytes()).forEach(this::take);
        } catch (EventTooLarge tooLarge) {
            stop(FailureReason.TOO_LARGE);
        }
        passOn();
    }

    private void ended() {
        reader.end().forEach(this::take);
        if (!over) {
            brokenOff = FailureReason.BROKEN;
            over = true;
        }
        passOn();
    }

    // The provider's error event is not passed on: like any other error, it reaches the caller after classification.
    private void take(ServerSentEvent event) {
        if (over) {
            return;
        }
        if (event.data() != null) {
            firstEvent.complete(null);
        }
        accumulator.add(event);
        if (accumulator.error() != null) {
            over = true;
            return;
        }
        List<ServerSentEvent> translated = translation.translate(event);
        over = accumulator.isEnded();
        // For the other endpoint a failed end is translated to no terminal event: the caller gets it as an error
        // instead.
        if (!over || translated.contains(event) || translated.stream().anyMatch(ServerSentEvent::isTerminal)) {
            pending.addAll(translated);
        }
    }

    private void stop(FailureReason reason) {
        if (!over) {
            brokenOff = reason;
            over = true;
            response.request().reset();
        }
        passOn();
    }

    private void passOn() {
        Flow.Subscriber<? super ServerSentEvent> caller = subscriber;
        while (caller != null && demand > 0 && !pending.isEmpty()) {
            demand--;
            idleTimer.moved();
            caller.onNext(pending.remove());
        }
        if (!pending.isEmpty()) {
            begun.complete(true);
            return;
        }
        if (!over) {
            if (demand > 0 || !begun.isDone()) {
                response.fetch(1);
            }
        } else if (!ending.isDone()) {
            idleTimer.stop();
            // A connection can be used again only if the response is read to its end.
            response.handler(null).resume();
            begun.complete(false);
            if (caller != null) {
                caller.onComplete();
            }
            ending.complete(Optional.ofNullable(brokenOff));
        }
    }
}
