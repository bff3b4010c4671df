package dev.dragoman.delivery;

import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A response with status 200 whose body is written while the answer comes.
 *
 * @param head its headers, in the order they are sent
 * @param endpoint in whose words
 * @param events all but what it ends with
 * @param answer comes after the events, and says what it ends with; never fails
 */
public record EventStream(
        Map<String, String> head,
        Endpoint endpoint,
        Flow.Publisher<ServerSentEvent> events,
        CompletionStage<HttpAnswer> answer) {
    /**
     * The response to a call whose answer has begun.
     *
     * @param call the call, to one of the two endpoints
     * @param heard the beginning
     * @param answer what the ask would have got in one piece; never fails
     * @return the stream; nothing of it is read yet
     */
    public static EventStream of(HttpCall call, PendingStream.Started heard, CompletionStage<HttpAnswer> answer) {
        return new EventStream(
                HttpAnswer.streamHead(heard.id(), heard.adjustments()),
                Endpoint.called(call.path()).orElseThrow(),
                heard.events(),
                answer);
    }

    /**
     * Passes the stream on to its end, as fast as it is taken. Returns at once.
     *
     * @param sink where to
     * @return completes when the sink was told the end
     */
    public CompletionStage<Void> to(EventSink sink) {
        EventDelivery delivery = new EventDelivery(endpoint, sink);
        events.subscribe(delivery);
        return answer.thenAccept(delivery::end);
    }
}
