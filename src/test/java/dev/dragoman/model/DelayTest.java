package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelayTest {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Vertx vertx = Vertx.vertx();
    private final Delay delay = Delay.onVertx(vertx);

    @BeforeAll
    void start() {
        // A new Vert.x starts its threads when it is first used.
        await(after(Duration.ZERO));
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5_000_000, 5_900_000})
    void itIsNeverTooShort(long nanos) {
        long began = System.nanoTime();

        await(delay.begin(Duration.ofNanos(nanos)).toCompletableFuture());

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(nanos);
    }

    /** Log lines keep their fields in it. */
    @Test
    void afterItTheAskIsStillOnItsOwnContext() {
        Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        CompletableFuture<CompletableFuture<Context>> begun = new CompletableFuture<>();

        own.runOnContext(turn -> begun.complete(after(PAUSE)));

        assertThat(await(await(begun))).isSameAs(own);
    }

    @Test
    void anAskWithoutAContextGetsANewOne() {
        assertThat(VertxContext.isDuplicatedContext(await(after(PAUSE)))).isTrue();
    }

    private CompletableFuture<Context> after(Duration pause) {
        return delay.begin(pause)
                .thenApply(over -> Objects.requireNonNull(Vertx.currentContext()))
                .toCompletableFuture();
    }

    private static <T> T await(CompletableFuture<T> stage) {
        return stage.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
