package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.outcome.SecretMask;
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
    private final SecretMask mask;
    private final IdleTimer idleTimer;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Void> firstEvent = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final Queue<ServerSentEvent> pending = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;
    private @Nullable FailureReason brokenOff;
    private boolean endAdded;
    private boolean started;
    private boolean over;
    private long demand;
    private long bytesLeft;

    /**
     * How a stream ended.
     *
     * @param brokenOff why it stopped before its end; null if it came to its end
     * @param endAdded whether the provider left out the event that ends it
     */
    record Ending(@Nullable FailureReason brokenOff, boolean endAdded) {}

    /**
     * @param context where the response's events are handled
     * @param response paused
     * @param reader splits its bytes into events
     * @param accumulator builds the whole answer from the events
     * @param translation translates the events for the caller's endpoint
     * @param mask takes the key out of what the provider says of a failure
     * @param first how long the first event with content may still take
     * @param idle how long nothing may move after it: the provider sends nothing, or the caller takes nothing
     * @param largest how many bytes the whole stream may have
     */
    SseRelay(
            Context context,
            HttpClientResponse response,
            EventReader reader,
            StreamAccumulator accumulator,
            EventTranslation translation,
            SecretMask mask,
            Duration first,
            Duration idle,
            long largest) {
        this.context = context;
        this.response = response;
        this.reader = reader;
        this.accumulator = accumulator;
        this.translation = translation;
        this.mask = mask;
        this.idleTimer = new IdleTimer(context.owner(), first, idle, this::idle);
        this.bytesLeft = largest;
    }

    /**
     * Reads up to the first event of an answer. Until then the caller has received nothing, and the call can be repeated:
     * neither a comment nor an error begins an answer.
     *
     * @return whether there is one; false if the stream ended before. Fails if an event can't be translated
     */
    CompletionStage<Boolean> begin() {
        onContext(() -> {
            response.exceptionHandler(failure -> stop(CallFailure.reason(failure)));
            response.endHandler(end -> step(this::ended));
            response.handler(chunk -> step(() -> read(chunk)));
            passOn();
        });
        return begun;
    }

    /** Completes after the last event was passed on. Fails if an event can't be translated. */
    CompletionStage<Ending> ending() {
        return ending;
    }

    /** Completes when the provider's first event with content has come. */
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
        context.runOnContext(ignored -> step(step));
    }

    // Vert.x would log what a handler throws, and the stream would stand still.
    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error broken) {
            over = true;
            pending.clear();
            idleTimer.stop();
            ending.completeExceptionally(broken);
            begun.completeExceptionally(broken);
            response.request().reset();
        }
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
        try {
            reader.end().forEach(this::take);
        } catch (EventTooLarge tooLarge) {
            stop(FailureReason.TOO_LARGE);
        }
        if (!over && accumulator.error() == null && accumulator.isWhole()) {
            endAdded = true;
            take(ServerSentEvent.of(ServerSentEvent.DONE));
        }
        if (!over) {
            brokenOff = FailureReason.BROKEN;
            over = true;
        }
        passOn();
    }

    private void take(ServerSentEvent event) {
        if (over) {
            return;
        }
        ServerSentEvent.Role role = accumulator.add(event);
        if (role != ServerSentEvent.Role.PING) {
            idleTimer.begin();
            firstEvent.complete(null);
        }
        List<ServerSentEvent> translated = translation.translate(mask.event(event.as(role)));
        over = role.isLast();
        for (ServerSentEvent each : translated) {
            started |= each.role().begins();
            // For the other endpoint an error may be the last event, although the provider's stream goes on.
            over |= each.role().isLast();
        }
        if (started) {
            pending.addAll(translated);
        }
        over |= accumulator.error() != null && !started;
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
            ending.complete(new Ending(brokenOff, endAdded));
        }
    }
}
