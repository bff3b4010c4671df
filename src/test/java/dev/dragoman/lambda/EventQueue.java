package dev.dragoman.lambda;

import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A model's stream of chat completions, event by event, without a model. */
final class EventQueue implements Flow.Publisher<ServerSentEvent> {
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;

    EventStream stream() {
        return new EventStream(Map.of("Content-Type", "text/event-stream"), Endpoint.CHAT, this, 64, answer);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ServerSentEvent> caller) {
        caller.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                demand.addAndGet(count);
            }

            // As the model stage does it: a call that was given up is answered too.
            @Override
            public void cancel() {
                cancelled.set(true);
                answer.complete(HttpAnswer.broken("request-1"));
            }
        });
        subscriber = caller;
    }

    /** Sends an event; waits until one is asked for. */
    void send(String data) {
        Awaitility.await("demand").until(() -> subscriber != null && demand.get() > 0);
        sendNow(data);
    }

    /** Sends as many as are asked for, and says how many that were. */
    int sendAll(String data) {
        int sent = 0;
        while (subscriber != null && demand.get() > 0) {
            sendNow(data);
            sent++;
        }
        return sent;
    }

    private void sendNow(String data) {
        demand.decrementAndGet();
        Flow.Subscriber<? super ServerSentEvent> caller = subscriber;
        if (caller != null) {
            caller.onNext(ServerSentEvent.of(data));
        }
    }

    void answer(HttpAnswer whole) {
        answer.complete(whole);
    }

    boolean cancelled() {
        return cancelled.get();
    }
}
