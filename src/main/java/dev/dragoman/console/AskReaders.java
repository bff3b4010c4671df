package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.HttpCall;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.ServerSentEvent;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who read the asks as they end. Each looks at the ring by itself, four times a second, and gets what has come since. So an
 * ask costs the same whoever reads, and whoever reads slowly misses asks instead of having them kept.
 */
final class AskReaders {
    /** How many there may be. */
    static final int MOST = 8;

    private static final long TICK_MILLIS = 250;

    /** In ticks: after so much silence, proxies and browsers begin to think that the other side is gone. */
    private static final int HEARTBEAT = 60;

    /** In ticks: whoever has not begun to read by then, as after a HEAD, never does. */
    private static final int PATIENCE = 20;

    private static final ServerSentEvent BEAT = new ServerSentEvent(":", null, null);

    private static final Outcome.Unavailable TOO_MANY = new Outcome.Unavailable(
            new Problem(
                    429,
                    "rate_limit_error",
                    "too_busy",
                    "%d readers follow the asks of this server already: close one of those pages.".formatted(MOST),
                    null),
            Duration.ofSeconds(15));

    private final AskRing ring;
    private final Vertx vertx;
    private final Set<Follower> readers = ConcurrentHashMap.newKeySet();

    AskReaders(AskRing ring, Vertx vertx) {
        this.ring = ring;
        this.vertx = vertx;
    }

    /**
     * Answers a call that reads along.
     *
     * @return completes when it has ended
     */
    synchronized CompletionStage<HttpAnswer> open(HttpCall call) {
        if (readers.size() >= MOST || !(call.listener() instanceof PendingStream caller)) {
            return CompletableFuture.completedFuture(HttpAnswer.failed(call.id(), TOO_MANY));
        }
        Follower reader = new Follower(call.id());
        readers.add(reader);
        CompletionStage<Void> unused = caller.disconnected().thenRun(reader::cancel);
        caller.begin(call.id(), reader);
        return reader.ended;
    }

    /** Ends all of them: the process ends. */
    void end() {
        readers.forEach(Follower::cancel);
    }

    /** One of them. All but the numbers is used by its timer only, one tick after the other. */
    private final class Follower implements Flow.Publisher<ServerSentEvent>, Flow.Subscription {
        private final CompletableFuture<HttpAnswer> ended = new CompletableFuture<>();
        private final AtomicInteger wanted = new AtomicInteger();
        private final String id;
        private final long timer;
        private volatile Flow.@Nullable Subscriber<? super ServerSentEvent> subscriber;
        private boolean begun;
        private long known;
        private int silent;

        Follower(String id) {
            this.id = id;
            this.timer = vertx.setPeriodic(1, TICK_MILLIS, tick -> look());
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ServerSentEvent> other) {
            other.onSubscribe(this);
            subscriber = other;
        }

        @Override
        public void request(long more) {
            wanted.addAndGet((int) Math.min(more, MOST));
        }

        @Override
        public void cancel() {
            vertx.cancelTimer(timer);
            readers.remove(this);
            ended.complete(HttpAnswer.ok(id, Json.object()));
        }

        private void look() {
            silent++;
            Flow.Subscriber<? super ServerSentEvent> reading = subscriber;
            if (reading == null) {
                if (silent > PATIENCE) {
                    cancel();
                }
                return;
            }
            if (wanted.get() == 0) {
                return;
            }
            if (!begun || ring.last() > known) {
                send(reading, asks());
            } else if (silent >= HEARTBEAT) {
                send(reading, BEAT);
            }
        }

        private ServerSentEvent asks() {
            AskRing.Stretch newer = ring.since(known);
            known = newer.last();
            begun = true;
            ArrayNode all = Json.object().putArray("asks");
            for (int i = 0; i < newer.asks().size(); i++) {
                all.add(newer.asks().get(i).json(newer.first() + i));
            }
            return ServerSentEvent.of("asks", Json.text(all));
        }

        private void send(Flow.Subscriber<? super ServerSentEvent> reading, ServerSentEvent event) {
            silent = 0;
            wanted.decrementAndGet();
            reading.onNext(event);
        }
    }
}
