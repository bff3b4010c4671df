package dev.dragoman.delivery;

import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A response with status 200 whose body is written while the answer arrives.
 *
 * @param head its headers, in the order they are sent
 * @param endpoint the endpoint in whose format the events are
 * @param events the events as they arrive; the terminal one is sent only once the answer is there
 * @param window how many of them may be in transit to the caller
 * @param answer completes after the events, and decides how the stream ends; never fails
 */
public record EventStream(
        Map<String, String> head,
        Endpoint endpoint,
        Flow.Publisher<ServerSentEvent> events,
        int window,
        CompletionStage<HttpAnswer> answer) {
    /**
     * The response to a call whose answer has begun.
     *
     * @param endpoint the endpoint in whose format the events are
     * @param started the beginning
     * @param answer the response if it were sent whole; never fails
     * @return the stream; nothing of it is read yet
     */
    public static EventStream of(Endpoint endpoint, PendingStream.Started started, CompletionStage<HttpAnswer> answer) {
        return new EventStream(
                HttpAnswer.streamHead(started.id(), started.adjustments(), started.headers()),
                endpoint,
                started.events(),
                started.window(),
                answer);
    }

    /**
     * Passes on the stream to its end, as fast as the sink takes it. Returns at once.
     *
     * @param sink receives the events
     * @return completes when the sink was told the end
     */
    public CompletionStage<Void> to(EventSink sink) {
        EventDelivery delivery = new EventDelivery(endpoint, window, sink);
        events.subscribe(delivery);
        return answer.thenAccept(delivery::end);
    }
}
