package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.outcome.SecretMask;
import dev.dragoman.stream.EventReader;
import dev.dragoman.stream.EventTooLarge;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.ServerSentEvent.Role;
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
    private final AnswerPool pool;
    private final AnswerMemory memory;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Void> firstEvent = new CompletableFuture<>();
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final Queue<ServerSentEvent> incoming = new ArrayDeque<>();
    private final Queue<ServerSentEvent> pending = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;
    private @Nullable FailureReason brokenOff;
    private @Nullable FailureReason closedBy;
    private boolean closed;
    private boolean endAdded;
    private boolean started;
    private boolean over;

    /** While an event waits for memory, or is read elsewhere. */
    private boolean busy;

    private long demand;
    private long bytesLeft;

    /** What the events so far have left behind, at most. */
    private long kept;

    /** What they had left behind when that was last looked at. */
    private long keptBefore;

    /** How many characters the caller has still to take. */
    private long waiting;

    /**
     * How a stream ended.
     *
     * @param brokenOff why it stopped before its end; null if it came to its end
     * @param endAdded whether the provider left out the event that ends it
     * @param kept what its events have left behind, at most
     */
    record Ending(@Nullable FailureReason brokenOff, boolean endAdded, long kept) {}

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
     * @param pool has the way off the context for large events
     * @param memory what the stream takes; closed by the caller
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
            long largest,
            AnswerPool pool,
            AnswerMemory memory) {
        this.context = context;
        this.response = response;
        this.reader = reader;
        this.accumulator = accumulator;
        this.translation = translation;
        this.mask = mask;
        this.idleTimer = new IdleTimer(context.owner(), first, idle, this::idle);
        this.bytesLeft = largest;
        this.pool = pool;
        this.memory = memory;
    }

    /**
     * Reads up to the first event of an answer. Until then the caller has received nothing, and the call can be repeated:
     * neither a comment nor an error begins an answer.
     *
     * @param beginning what of the response has been read already
     * @return whether there is one; false if the stream ended before. Fails if an event can't be translated
     */
    CompletionStage<Boolean> begin(Buffer beginning) {
        onContext(() -> {
            if (!isListening()) {
                stop(FailureReason.BROKEN);
                return;
            }
            read(beginning);
        });
        return begun;
    }

    private boolean isListening() {
        try {
            response.exceptionHandler(failure -> step(() -> close(CallFailure.reason(failure))));
            response.endHandler(end -> step(this::ended));
            response.handler(chunk -> step(() -> read(chunk)));
            return true;
        } catch (IllegalStateException ended) {
            // Its connection broke before anybody could listen.
            return false;
        }
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
            incoming.clear();
            pending.clear();
            stop(reason);
        });
    }

    private void idle() {
        if (started && !pending.isEmpty()) {
            abort(FailureReason.GONE);
        } else {
            abort(busy ? FailureReason.NO_ROOM : FailureReason.TIMEOUT);
        }
    }

    private void onContext(Runnable step) {
        context.runOnContext(ignored -> step(step));
    }

    // Vert.x would log what a handler throws, and the stream would stand still.
    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error broken) {
            fail(broken);
        }
    }

    private void fail(Throwable broken) {
        busy = false;
        over = true;
        incoming.clear();
        pending.clear();
        idleTimer.stop();
        ending.completeExceptionally(broken);
        begun.completeExceptionally(broken);
        response.request().reset();
    }

    private void read(Buffer chunk) {
        idleTimer.moved();
        bytesLeft -= chunk.length();
        if (bytesLeft < 0) {
            close(FailureReason.TOO_LARGE);
            return;
        }
        try {
            incoming.addAll(reader.read(chunk.getBytes()));
        } catch (EventTooLarge tooLarge) {
            close(FailureReason.TOO_LARGE);
        }
        advance();
    }

    private void ended() {
        try {
            incoming.addAll(reader.end());
            close(null);
        } catch (EventTooLarge tooLarge) {
            close(FailureReason.TOO_LARGE);
        }
    }

    // No more events come. Those that have come are still told.
    private void close(@Nullable FailureReason reason) {
        if (!closed) {
            closed = true;
            closedBy = reason;
        }
        advance();
    }

    /** Takes the events that have come, one after the other: the next one waits for a large one. */
    private void advance() {
        while (!busy && !over && !incoming.isEmpty()) {
            ServerSentEvent event = incoming.element();
            long weight = event.weight();
            if (hasRoom(weight)) {
                incoming.remove();
                take(event, weight);
            } else {
                awaitRoom(weight);
            }
        }
        if (closed && !busy && !over) {
            finish();
        }
        passOn();
    }

    private boolean hasRoom(long more) {
        if (kept + more > AnswerMemory.FREE + 2 * keptBefore) {
            lookAtKept();
            memory.shrinkTo(kept + waiting);
        }
        return memory.growTo(kept + waiting + more);
    }

    private void lookAtKept() {
        kept = accumulator.weight();
        keptBefore = kept;
    }

    private void awaitRoom(long more) {
        busy = true;
        memory.await(kept + waiting + more)
                .whenComplete((room, noRoom) -> onContext(() -> {
                    busy = false;
                    if (noRoom == null) {
                        advance();
                    } else {
                        stop(CallFailure.reason(noRoom));
                    }
                }));
    }

    private void take(ServerSentEvent event, long weight) {
        kept += weight;
        if (weight <= AnswerPool.HEAVY) {
            taken(translated(event));
            return;
        }
        busy = true;
        pool.run(context, () -> {
                    Translated translated = translated(event);
                    lookAtKept();
                    return translated;
                })
                .onComplete(
                        translated -> step(() -> {
                            busy = false;
                            idleTimer.moved();
                            taken(translated);
                            advance();
                        }),
                        this::fail);
    }

    /**
     * What became of an event.
     *
     * @param role what it does to the stream
     * @param events what the caller gets for it
     */
    private record Translated(Role role, List<ServerSentEvent> events) {}

    private Translated translated(ServerSentEvent event) {
        Role role = accumulator.add(event);
        return new Translated(role, translation.translate(mask.event(event.as(role))));
    }

    private void taken(Translated translated) {
        if (over) {
            return;
        }
        boolean hasBegun = accumulator.hasBegun();
        if (hasBegun && translated.role() != Role.PING) {
            idleTimer.begin();
            firstEvent.complete(null);
        }
        over = translated.role().isLast();
        for (ServerSentEvent each : translated.events()) {
            started |= hasBegun && each.role().begins();
            // For the other endpoint an error may be the last event, although the provider's stream goes on.
            over |= each.role().isLast();
        }
        for (ServerSentEvent each : translated.events()) {
            // What is not understood waits for the beginning of the answer.
            if (started || each.role() == Role.PIECE) {
                // Of a failure something has still to be read, and it is the last.
                pending.add(each.role() == Role.PIECE ? each.light() : each);
                waiting += each.text().length();
            }
        }
        over |= accumulator.error() != null && !started;
    }

    // The provider's stream is over, and all of its events have been taken.
    private void finish() {
        FailureReason reason = closedBy;
        if (reason != null) {
            stop(reason);
            return;
        }
        if (accumulator.error() == null && accumulator.isWhole()) {
            endAdded = true;
            taken(translated(ServerSentEvent.of(ServerSentEvent.DONE)));
        }
        if (!over) {
            brokenOff = FailureReason.BROKEN;
            over = true;
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
        while (started && caller != null && demand > 0 && !pending.isEmpty()) {
            demand--;
            idleTimer.moved();
            ServerSentEvent next = pending.remove();
            waiting -= next.text().length();
            caller.onNext(next);
        }
        if (started && !pending.isEmpty()) {
            begun.complete(true);
            return;
        }
        if (!over) {
            if (!busy && !closed && (demand > 0 || !begun.isDone())) {
                fetch();
            }
        } else if (!busy && !ending.isDone()) {
            idleTimer.stop();
            // A connection can be used again only if the response is read to its end.
            response.handler(null).resume();
            begun.complete(false);
            if (caller != null) {
                caller.onComplete();
            }
            ending.complete(new Ending(brokenOff, endAdded, kept));
        }
    }

    // An event that comes in many pieces takes memory before it is there.
    private void fetch() {
        if (memory.growTo(kept + waiting + reader.pending())) {
            response.fetch(1);
        } else {
            awaitRoom(reader.pending());
        }
    }
}
