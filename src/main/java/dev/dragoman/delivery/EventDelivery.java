package dev.dragoman.delivery;

import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the events of one stream as fast as the caller takes them. Holds back the terminal event until the answer is
 * stored.
 */
final class EventDelivery implements Flow.Subscriber<ServerSentEvent> {
    /** How many events may be in transit between provider and caller. */
    private static final int WINDOW = 64;

    private final Endpoint endpoint;
    private final EventSink sink;
    private Flow.@Nullable Subscription subscription;
    private @Nullable ServerSentEvent last;
    private int received;
    private boolean over;

    EventDelivery(Endpoint endpoint, EventSink sink) {
        this.endpoint = endpoint;
        this.sink = sink;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription events) {
        subscription = events;
        sink.whenDisconnected(this::cancel);
        if (!over) {
            events.request(WINDOW);
        }
    }

    private synchronized void cancel() {
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
            sink.write(event);
        }
        Flow.Subscription events = subscription;
        if (received % (WINDOW / 2) == 0 && events != null) {
            sink.whenReady(() -> events.request(WINDOW / 2));
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The answer follows anyway, and says what went wrong.
    }

    @Override
    public void onComplete() {
        // The answer follows.
    }

    /** Ends the response: with the terminal event, or with an error if the answer is one. */
    synchronized void end(HttpAnswer answer) {
        if (over) {
            return;
        }
        over = true;
        int passed = last == null ? received : received - 1;
        StreamEnding.of(endpoint, answer, last, passed).ifPresent(sink::write);
        sink.end(answer);
    }
}
