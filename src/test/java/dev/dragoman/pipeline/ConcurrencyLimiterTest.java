package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ConcurrencyLimiter bound = new ConcurrencyLimiter(2);

    @AfterEach
    void stop() throws Exception {
        camel.close();
    }

    @Test
    void oneMoreThanThereArePlacesWaitsUntilAnotherIsDone() throws Exception {
        Exchange first = entered();
        entered();
        CompletableFuture<Exchange> third = CompletableFuture.supplyAsync(this::entered);

        assertThat(third).isNotDone();
        finish(first);

        assertThat(third.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void anExchangeThatFailedGivesItsPlaceBackToo() throws Exception {
        Exchange first = entered();
        entered();
        first.setException(new IllegalStateException("broken"));
        finish(first);

        assertThat(CompletableFuture.supplyAsync(this::entered).get(20, TimeUnit.SECONDS))
                .isNotNull();
    }

    @Test
    void whoDoesNotWaitIsToldThatThereIsNoPlace() {
        Exchange first = entered();
        entered();

        assertThat(bound.tryEnter(new DefaultExchange(camel))).isFalse();
        finish(first);

        assertThat(bound.tryEnter(new DefaultExchange(camel))).isTrue();
    }

    @Test
    void whoGoesFirstWaitsForOneOfTheOthersAtMost() throws Exception {
        Exchange first = entered();
        Exchange second = entered();
        List<Thread> others =
                Stream.generate(() -> waiting(bound::enter)).limit(3).toList();
        Thread hurried = waiting(bound::enterFirst);

        finish(first);
        finish(second);

        hurried.join(20_000);
        assertThat(hurried.isAlive()).isFalse();
        Awaitility.await().until(() -> others.stream().filter(Thread::isAlive).count() == 2);
        others.forEach(Thread::interrupt);
    }

    private interface Entrance {
        void enter(Exchange exchange) throws InterruptedException;
    }

    private Thread waiting(Entrance entrance) {
        Thread thread = new Thread(() -> {
            try {
                entrance.enter(new DefaultExchange(camel));
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void whoWaitsGetsThePlaceThatBecomesFree() throws Exception {
        Exchange first = entered();
        entered();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> entersWithin(Duration.ofMinutes(1)));
        finish(first);

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(entersWithin(Duration.ofMillis(1))).isFalse();
        assertThat(entersWithin(Duration.ofSeconds(-1))).isFalse();
    }

    private boolean entersWithin(Duration patience) {
        try {
            return bound.tryEnter(new DefaultExchange(camel), patience);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void aPlaceOfEachLimiterIsGivenBackByItself() throws Exception {
        ConcurrencyLimiter other = new ConcurrencyLimiter(1);
        Exchange exchange = entered();
        entered();
        other.enter(exchange);

        bound.leave(exchange);
        bound.leave(exchange);

        assertThat(bound.tryEnter(new DefaultExchange(camel))).isTrue();
        assertThat(bound.tryEnter(new DefaultExchange(camel))).isFalse();
        assertThat(other.tryEnter(new DefaultExchange(camel))).isFalse();
        other.leave(exchange);
        assertThat(other.tryEnter(new DefaultExchange(camel))).isTrue();
    }

    private Exchange entered() {
        try {
            Exchange exchange = new DefaultExchange(camel);
            bound.enter(exchange);
            return exchange;
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static void finish(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }
}
