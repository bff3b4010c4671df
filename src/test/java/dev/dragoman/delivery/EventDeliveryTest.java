package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class EventDeliveryTest {
    private static final HttpAnswer GOOD = HttpAnswer.ok("request-1", Json.object());
    private static final HttpAnswer BAD =
            HttpAnswer.problem("request-1", Problem.ofProvider(503, "upstream_broken", "It broke off."));

    private final Caller caller = new Caller();
    private final EventDelivery delivery = new EventDelivery(Endpoint.CHAT, 64, caller);
    private final Source source = new Source();

    @Test
    void theLastEventIsKeptBackUntilTheAnswerIsJudged() {
        delivery.onSubscribe(source);
        delivery.onNext(ServerSentEvent.of("one"));
        delivery.onNext(ServerSentEvent.of("[DONE]"));
        assertThat(caller.sent).containsExactly("one");

        delivery.end(GOOD);

        assertThat(caller.sent).containsExactly("one", "[DONE]", "end 200");
    }

    @Test
    void anErrorStandsInTheLastEventsPlace() {
        delivery.onSubscribe(source);
        delivery.onNext(ServerSentEvent.of("one"));
        delivery.onNext(ServerSentEvent.of("[DONE]"));

        delivery.end(BAD);

        assertThat(caller.sent).containsExactly("one", Json.text(BAD.body()), "broken 503");
    }

    @Test
    void noMoreIsAskedForThanTheWindowUntilTheCallerHasTakenIt() {
        delivery.onSubscribe(source);
        for (int i = 0; i < 64; i++) {
            delivery.onNext(ServerSentEvent.of("one"));
        }
        assertThat(source.demand).isEqualTo(64);

        caller.room.forEach(Runnable::run);

        assertThat(source.demand).isEqualTo(128);
    }

    /** For events that may be large. */
    @Test
    void ofAWindowOfOneEachEventIsAskedForOnceThereIsRoom() {
        EventDelivery one = new EventDelivery(Endpoint.CHAT, 1, caller);
        one.onSubscribe(source);
        one.onNext(ServerSentEvent.of("one"));
        assertThat(source.demand).isEqualTo(1);

        caller.room.forEach(Runnable::run);

        assertThat(source.demand).isEqualTo(2);
    }

    @Test
    void aCallerWhoHasGoneGetsNothingMore() {
        delivery.onSubscribe(source);
        caller.gone.complete(null);

        delivery.onNext(ServerSentEvent.of("one"));
        delivery.end(GOOD);

        assertThat(source.cancelled).isTrue();
        assertThat(caller.sent).isEmpty();
    }

    @Test
    void ofAStreamWhoseCallerHadGoneBeforeNothingIsRead() {
        caller.gone.complete(null);

        delivery.onSubscribe(source);

        assertThat(source.cancelled).isTrue();
        assertThat(source.demand).isZero();
    }

    private static final class Source implements Flow.Subscription {
        private long demand;
        private boolean cancelled;

        @Override
        public void request(long count) {
            demand += count;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Has room for more when the test says so. */
    private static final class Caller implements EventSink {
        private final List<String> sent = new ArrayList<>();
        private final List<Runnable> room = new ArrayList<>();
        private final CompletableFuture<Void> gone = new CompletableFuture<>();

        @Override
        public void write(ServerSentEvent event) {
            sent.add(String.valueOf(event.data()));
        }

        @Override
        public void whenReady(Runnable more) {
            room.add(more);
        }

        @Override
        public void whenDisconnected(Runnable cancel) {
            gone.minimalCompletionStage().thenRun(cancel);
        }

        @Override
        public void end(HttpAnswer answer) {
            sent.add("end " + answer.status());
        }

        @Override
        public void breakOff(List<ServerSentEvent> last, HttpAnswer answer) {
            last.forEach(this::write);
            sent.add("broken " + answer.status());
        }
    }
}
