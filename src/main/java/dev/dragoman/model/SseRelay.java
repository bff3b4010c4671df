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
 * Passes the events of one response on, as they come and as they are asked for, and writes them down. Of the provider no
 * more is read than the caller takes. Everything happens on one Vert.x context, which is what makes it safe.
 */
final class SseRelay implements Flow.Publisher<ServerSentEvent>, Flow.Subscription {
    private final Context context;
    private final HttpClientResponse response;
    private final EventReader reader;
    private final StreamAccumulator transcript;
    private final EventTranslation words;
    private final IdleTimer watch;
    private final CompletableFuture<Optional<FailureReason>> ending = new CompletableFuture<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final Queue<ServerSentEvent> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;
    private @Nullable FailureReason brokenOff;
    private boolean over;
    private long demand;
    private long allowed;

    /**
     * @param context where the response's events are handled
     * @param response paused
     * @param reader reads its bytes
     * @param transcript writes them down
     * @param words puts them into the caller's words
     * @param idle how long nothing may move, be it that the provider sends nothing or that the caller takes nothing
     * @param largest how many bytes the whole stream may have
     */
    SseRelay(
            Context context,
            HttpClientResponse response,
            EventReader reader,
            StreamAccumulator transcript,
            EventTranslation words,
            Duration idle,
            long largest) {
        this.context = context;
        this.response = response;
        this.reader = reader;
        this.transcript = transcript;
        this.words = words;
        this.watch = new IdleTimer(context.owner(), idle, this::standsStill);
        this.allowed = largest;
    }

    /**
     * Reads up to the first event for the caller. Until then nobody has heard anything, and the call can be made again.
     *
     * @return whether there is one; false where the stream was over before
     */
    CompletionStage<Boolean> begin() {
        onContext(() -> {
            response.exceptionHandler(failure -> stop(FailureReasons.reason(failure)));
            response.endHandler(end -> ended());
            response.handler(this::read);
            passOn();
        });
        return begun;
    }

    /** Completes after the last event was passed on, with the reason where the stream stopped before its end. */
    CompletionStage<Optional<FailureReason>> ending() {
        return ending;
    }

    /** Completes with the first event. */
    CompletionStage<Void> first() {
        return first;
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

    /** Breaks the stream off; what waits is not passed on any more. */
    void abort(FailureReason reason) {
        onContext(() -> {
            waiting.clear();
            stop(reason);
        });
    }

    private void standsStill() {
        abort(waiting.isEmpty() ? FailureReason.TIMEOUT : FailureReason.GONE);
    }

    private void onContext(Runnable step) {
        context.runOnContext(ignored -> step.run());
    }

    private void read(Buffer chunk) {
        watch.moved();
        allowed -= chunk.length();
        if (allowed < 0) {
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

    // The provider's error is not passed on: the caller gets it as every other error, after it was judged.
    private void take(ServerSentEvent event) {
        if (over) {
            return;
        }
        if (event.data() != null) {
            first.complete(null);
        }
        transcript.add(event);
        if (transcript.error() != null) {
            over = true;
            return;
        }
        List<ServerSentEvent> translated = words.translate(event);
        over = transcript.isEnded();
        // In other words than the provider's its failure is an error as well.
        if (!over || translated.contains(event) || translated.stream().anyMatch(ServerSentEvent::isTerminal)) {
            waiting.addAll(translated);
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
        while (caller != null && demand > 0 && !waiting.isEmpty()) {
            demand--;
            watch.moved();
            caller.onNext(waiting.remove());
        }
        if (!waiting.isEmpty()) {
            begun.complete(true);
            return;
        }
        if (!over) {
            if (demand > 0 || !begun.isDone()) {
                response.fetch(1);
            }
        } else if (!ending.isDone()) {
            watch.stop();
            // Read to its end, a connection can be used again.
            response.handler(null).resume();
            begun.complete(false);
            if (caller != null) {
                caller.onComplete();
            }
            ending.complete(Optional.ofNullable(brokenOff));
        }
    }
}
