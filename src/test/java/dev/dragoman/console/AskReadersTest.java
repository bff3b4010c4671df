package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.HttpCall;
import dev.dragoman.stream.ServerSentEvent;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskReadersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @AfterAll
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aReaderGetsWhatThereIsAndThenWhatComes() {
        AskRing ring = new AskRing();
        ring.add(GivenAsks.completed("one", 1));
        Page page = new Page(new AskReaders(ring, vertx));
        page.wants(1);
        page.await(1);
        ring.add(GivenAsks.completed("two", 1));
        ring.add(GivenAsks.completed("three", 1));
        page.wants(10);
        page.await(3);

        assertThat(page.ids()).containsExactly("one", "two", "three");
        assertThat(page.numbers()).containsExactly(1, 2, 3);
        assertThat(page.events).allMatch(event -> "asks".equals(event.name()));
    }

    @Test
    void withoutAnyAskTheFirstEventIsEmpty() {
        Page page = new Page(new AskReaders(new AskRing(), vertx));
        page.wants(1);

        Awaitility.await().atMost(LIMIT).until(() -> !page.events.isEmpty());

        assertThat(page.events.get(0).data()).isEqualTo("[]");
    }

    /** It loses the oldest, and the numbers tell; nothing is kept for it. */
    @Test
    void whoReadsSlowlyMissesAsks() {
        AskRing ring = new AskRing();
        Page page = new Page(new AskReaders(ring, vertx));
        page.wants(1);
        Awaitility.await().atMost(LIMIT).until(() -> !page.events.isEmpty());
        IntStream.rangeClosed(1, 3 * AskRing.SIZE).forEach(n -> ring.add(GivenAsks.completed("ask-" + n, 1)));
        page.wants(1);
        page.await(AskRing.SIZE);

        assertThat(page.numbers()).startsWith(2 * AskRing.SIZE + 1).endsWith(3 * AskRing.SIZE);
        assertThat(page.events).hasSize(2);
    }

    @Test
    void moreThanAFewAreToldToComeLater() {
        AskReaders readers = new AskReaders(new AskRing(), vertx);
        List<Page> pages = IntStream.range(0, AskReaders.MOST)
                .mapToObj(n -> new Page(readers))
                .toList();

        HttpAnswer refused = new Page(readers).answer.join();

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsKey("Retry-After");
        pages.get(0).pending.disconnect();
        assertThat(pages.get(0).answer).isCompleted();
        assertThat(new Page(readers).answer).isNotDone();
        readers.end();
    }

    @Test
    void allEndWithTheProcess() {
        AskReaders readers = new AskReaders(new AskRing(), vertx);
        Page page = new Page(readers);
        page.wants(1);

        readers.end();

        assertThat(page.answer.join().status()).isEqualTo(200);
    }

    @Test
    void whoNeverBeginsToReadIsForgotten() {
        AskReaders readers = new AskReaders(new AskRing(), vertx);
        CompletableFuture<HttpAnswer> answer =
                readers.open(call(new PendingStream())).toCompletableFuture();

        Awaitility.await().atMost(LIMIT).until(answer::isDone);
    }

    private static HttpCall call(PendingStream caller) {
        return new HttpCall("r", "GET", "/v1/dragoman/asks", Map.of(), new byte[0], null, caller);
    }

    /** A page that reads along. */
    private static final class Page implements Flow.Subscriber<ServerSentEvent> {
        private final PendingStream pending = new PendingStream();
        private final List<ServerSentEvent> events = new CopyOnWriteArrayList<>();
        private final CompletableFuture<HttpAnswer> answer;
        private volatile Flow.@Nullable Subscription subscription;

        Page(AskReaders readers) {
            answer = readers.open(call(pending)).toCompletableFuture();
            CompletableFuture<Void> unused = pending.started()
                    .thenAccept(started -> started.events().subscribe(this))
                    .toCompletableFuture();
        }

        void wants(int more) {
            Objects.requireNonNull(subscription).request(more);
        }

        void await(int asks) {
            Awaitility.await().atMost(LIMIT).until(() -> numbers().size() >= asks);
        }

        List<Integer> numbers() {
            return asks().stream().map(ask -> ask.path("n").intValue()).toList();
        }

        List<String> ids() {
            return asks().stream().map(ask -> ask.path("id").textValue()).toList();
        }

        private List<JsonNode> asks() {
            List<JsonNode> all = new ArrayList<>();
            for (ServerSentEvent event : events) {
                JsonNode data = event.json();
                if (data != null) {
                    data.forEach(all::add);
                }
            }
            return all;
        }

        @Override
        public void onSubscribe(Flow.Subscription other) {
            subscription = other;
        }

        @Override
        public void onNext(ServerSentEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {}
    }
}
