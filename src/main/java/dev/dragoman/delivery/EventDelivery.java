package dev.dragoman.delivery;

import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the events of one stream as fast as the caller takes them. What it ends with is {@link StreamEnding}'s to say.
 */
final class EventDelivery implements Flow.Subscriber<ServerSentEvent> {
    private final int window;
    private final int more;
    private final EventSink sink;
    private final StreamEnding ending;
    private Flow.@Nullable Subscription subscription;
    private int received;
    private boolean over;

    /**
     * @param endpoint the endpoint in whose format the events are
     * @param window how many events may be in transit to the caller
     * @param sink receives the events
     */
    EventDelivery(Endpoint endpoint, int window, EventSink sink) {
        this.window = window;
        this.more = Math.max(1, window / 2);
        this.sink = sink;
        this.ending = new StreamEnding(endpoint);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription events) {
        subscription = events;
        sink.whenDisconnected(this::cancel);
        if (!over) {
            events.request(window);
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
        ServerSentEvent passed = ending.next(event);
        if (passed != null) {
            sink.write(passed);
        }
        Flow.Subscription events = subscription;
        if (received % more == 0 && events != null) {
            sink.whenReady(() -> events.request(more));
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

    /** Ends the response: with the event that was held back, or with an error and broken off. */
    synchronized void end(HttpAnswer answer) {
        if (over) {
            return;
        }
        over = true;
        List<ServerSentEvent> last = ending.events(answer);
        if (ending.isBroken(answer)) {
            sink.breakOff(last, answer);
        } else {
            last.forEach(sink::write);
            sink.end(answer);
        }
    }
}
