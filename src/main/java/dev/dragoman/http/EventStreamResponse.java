package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.StreamEnding;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jspecify.annotations.Nullable;

/** Writes the events of one stream as the client takes them, and keeps the last one back until the answer is judged. */
final class EventStreamResponse implements Flow.Subscriber<ServerSentEvent> {
    /** How many events may be on their way between provider and client. */
    private static final int WINDOW = 64;

    private final ServerHttpResponse response;
    private final Endpoint endpoint;
    private Flow.@Nullable Subscription subscription;
    private @Nullable ServerSentEvent last;
    private int received;
    private boolean over;

    EventStreamResponse(ServerHttpResponse response, Endpoint endpoint) {
        this.response = response;
        this.endpoint = endpoint;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription events) {
        subscription = events;
        response.setChunked(true);
        response.addCloseHandler(this::leave);
        if (response.closed()) {
            leave();
        } else {
            events.request(WINDOW);
        }
    }

    private synchronized void leave() {
        Flow.Subscription events = subscription;
        if (!over && events != null) {
            over = true;
            events.cancel();
        }
    }

    @Override
    public synchronized void onNext(ServerSentEvent event) {
        if (over) {
            return;
        }
        received++;
        if (event.isTerminal()) {
            last = event;
        } else {
            write(event);
        }
        if (received % (WINDOW / 2) == 0) {
            takeMore();
        }
    }

    private void takeMore() {
        Flow.Subscription events = subscription;
        if (events == null) {
            return;
        }
        if (response.isWriteQueueFull()) {
            response.addDrainHandler(() -> events.request(WINDOW / 2));
        } else {
            events.request(WINDOW / 2);
        }
    }

    // Where writing fails the client has gone, which the close handler tells.
    private void write(ServerSentEvent event) {
        response.write(event.bytes(), gone -> {});
    }

    @Override
    public void onError(Throwable failure) {
        // The answer comes all the same, and says what went wrong.
    }

    @Override
    public void onComplete() {
        // The answer comes next.
    }

    /** Ends the response as the answer was judged. */
    synchronized void end(HttpAnswer answer) {
        if (over) {
            return;
        }
        over = true;
        int passed = last == null ? received : received - 1;
        StreamEnding.of(endpoint, answer, last, passed).ifPresent(this::write);
        response.end();
    }
}
