package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.payload.Payload;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A streamed call over the wire: when it begins, when it ends, and what its caller gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PIECE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ahoy\"}}]}\n\n";
    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String ERROR = "data: {\"error\":{\"code\":\"server_error\",\"message\":\"no\"}}\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final MemoryBudget budget = new MemoryBudget(50_000_000);
    private final AnswerPool pool = new AnswerPool(budget, Delay.onVertx(vertx));
    private volatile Consumer<HttpServerResponse> provider = response -> {};
    private HttpServer server;

    @BeforeAll
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> provider.accept(
                        request.response().setChunked(true).putHeader("Content-Type", "text/event-stream")))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void theHeadOfAResponseIsNotItsFirstEvent() {
        // The model thinks for longer than its stream may stand still later.
        provider = response -> {
            response.write(": thinking\n\n");
            vertx.setTimer(300, thought -> response.end(PIECE + STOP + DONE));
        };
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, Duration.ofMillis(100)), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isNull();
        assertThat(caller.events).hasSize(3);
        assertThat(sent.firstEvent()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aClockThatJumpsCutsNoStream() {
        provider = response -> {
            response.write(PIECE);
            vertx.setTimer(50, later -> response.end(STOP + DONE));
        };
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T08:00:00Z"));
        InstantSource jumping = () -> now.updateAndGet(before -> before.plus(Duration.ofHours(1)));
        Caller caller = new Caller();

        CallAttempt.Sent sent = begin(
                        caller, limits(LIMIT, LIMIT), EventTranslation.NONE, jumping.withZone(ZoneOffset.UTC))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();

        assertThat(streamed(sent).failure()).isNull();
        assertThat(caller.events).hasSize(3);
        assertThat(sent.firstEvent()).isLessThan(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ": ping\n\n", "event: ping\ndata: {}\n\n", "data: {\"type\":\"ping\"}\n\n", "data:\n\n"})
    void pingsNeitherBeginAStreamNorProlongTheTimeForItsFirstEvent(String ping) {
        provider = response -> {
            response.write(ping.isEmpty() ? ": \n" : ping);
            long pings = vertx.setPeriodic(20, due -> response.write(ping.isEmpty() ? ": \n" : ping));
            response.closeHandler(closed -> vertx.cancelTimer(pings));
        };
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(Duration.ofMillis(300), LIMIT), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isEqualTo(FailureReason.TIMEOUT);
        assertThat(sent.started()).isFalse();
        assertThat(sent.firstEvent()).isNull();
        assertThat(caller.begun).isNotDone();
    }

    @Test
    void afterItsFirstEventAStreamMayNotStandStill() {
        provider = response -> response.write(PIECE);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, Duration.ofMillis(100)), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isEqualTo(FailureReason.TIMEOUT);
        assertThat(sent.started()).isTrue();
    }

    @Test
    void anErrorBeforeTheAnswerBeginsNoStream() {
        provider = response -> response.end(": processing\n\n" + ERROR);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(streamed(sent).error()).isNotNull();
        assertThat(sent.started()).isFalse();
        assertThat(caller.begun).isNotDone();
    }

    @Test
    void anErrorInTheAnswerIsPassedOnAndCountsForMoreThanTheCutAfterIt() {
        provider = response -> response.write(PIECE + ERROR).onComplete(sent -> response.reset());
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isNull();
        assertThat(streamed(sent).error())
                .isEqualTo(Given.json("{'error': {'code': 'server_error', 'message': 'no'}}"));
        assertThat(caller.events.get(1))
                .isEqualTo(ServerSentEvent.of(ERROR.substring("data: ".length()).strip())
                        .as(ServerSentEvent.Role.LAST_ERROR));
    }

    @Test
    void aChatThatFinishedAndClosesCleanlyIsWholeWithoutDone() {
        provider = response -> response.end(PIECE + STOP);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isNull();
        assertThat(streamed(sent).adjustments()).singleElement().asString().contains("[DONE] added");
        assertThat(caller.events).last().isEqualTo(ServerSentEvent.of(ServerSentEvent.DONE));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void aChatThatDidNotFinishOrIsCutIsBroken(boolean finished, boolean cut) {
        provider = response -> response.write(finished ? PIECE + STOP : PIECE).onComplete(sent -> {
            if (cut) {
                response.reset();
            } else {
                response.end();
            }
        });

        ProviderResponse.Streamed streamed = streamed(call(new Caller(), limits(LIMIT, LIMIT), EventTranslation.NONE));

        assertThat(streamed.failure()).isEqualTo(FailureReason.BROKEN);
        assertThat(streamed.adjustments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTranslationThatThrowsEndsTheCallAtOnce(int which) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        provider = response -> {
            response.closeHandler(left::complete);
            response.write(PIECE + PIECE);
        };
        AtomicInteger seen = new AtomicInteger();
        EventTranslation broken = event -> {
            if (seen.incrementAndGet() == which) {
                throw new IllegalStateException("broken");
            }
            return List.of(event);
        };

        CompletableFuture<CallAttempt.Sent> call = begin(new Caller(), limits(LIMIT, LIMIT), broken);

        assertThat(call).failsWithin(Duration.ofSeconds(30)).withThrowableThat().withMessageContaining("broken");
        assertThat(left).succeedsWithin(LIMIT);
    }

    @Test
    void ofAStreamThatGrowsTooLargeTheRestIsNotRead() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        provider = response -> {
            response.closeHandler(left::complete);
            response.write(PIECE);
            response.write("data: " + "x".repeat(20_000) + "\n\n");
        };
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, new AnswerLimits(LIMIT, LIMIT, 10_000, pool), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isEqualTo(FailureReason.TOO_LARGE);
        assertThat(left).succeedsWithin(LIMIT);
    }

    private AnswerLimits limits(Duration firstByte, Duration idle) {
        return new AnswerLimits(firstByte, idle, 64_000_000, pool);
    }

    private static ProviderResponse.Streamed streamed(CallAttempt.Sent sent) {
        assertThat(sent.response()).isInstanceOf(ProviderResponse.Streamed.class);
        return (ProviderResponse.Streamed) sent.response();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {}\n\n",
                "data: 5\n\n",
                "data: null\n\n",
                "data: []\n\n",
                "data: \"text\"\n\n",
                "data: no JSON\n\n",
                "data: {\"id\":\"c\"}\n\n",
                "data: {\"choices\":null}\n\n",
                "data: {\"error\":\"null\"}\n\n",
                "event: what\ndata: {}\n\n",
                DONE
            })
    void whatIsNoPieceOfAnAnswerBeginsNone(String before) {
        provider = response -> response.end(before + DONE);
        Caller nobody = new Caller();

        CallAttempt.Sent sent = call(nobody, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(sent.started()).isFalse();
        assertThat(sent.firstEvent()).isNull();
        assertThat(nobody.begun).isNotDone();
    }

    @Test
    void whatIsNotUnderstoodBeforeAnAnswerIsPassedOnWithIt() {
        provider = response -> response.end("data: {\"id\":\"c\"}\n\ndata: odd\n\n" + PIECE + STOP + DONE);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(sent.started()).isTrue();
        assertThat(caller.events)
                .extracting(ServerSentEvent::data)
                .startsWith("{\"id\":\"c\"}", "odd")
                .hasSize(5);
    }

    private static String manyValues(int values) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ahoy\"}}],\"extra\":["
                + "{},".repeat(values - 1) + "{}]}\n\n";
    }

    @Test
    void anEventOfManyValuesHoldsNoEventLoopUpAndKeepsItsPlace() {
        String piece = PIECE.replace("Ahoy", "before");
        provider = response -> response.end(piece + manyValues(300_000) + PIECE.replace("Ahoy", "after") + STOP + DONE);
        Caller caller = new Caller();
        List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), event -> {
            onEventLoop.add(Context.isOnEventLoopThread());
            return List.of(event);
        });

        assertThat(onEventLoop).containsExactly(true, false, true, true, true);
        assertThat(caller.events)
                .extracting(event -> event.text().length() < 1_000)
                .containsExactly(true, false, true, true, true);
        assertThat(streamed(sent).failure()).isNull();
        assertThat(streamed(sent).answer().at("/choices/0/message/content").asText())
                .isEqualTo("beforeAhoyafter");
        assertThat(streamed(sent).answer().path("extra")).hasSize(300_000);
    }

    @Test
    void anAnswerTakesWhatItKeepsOfTheSharedMemoryUntilItIsClosed() {
        provider = response -> response.end(manyValues(300_000) + PIECE + STOP + DONE);
        AnswerMemory memory = pool.memory();

        call(new Caller(), limits(LIMIT, LIMIT), EventTranslation.NONE, memory);

        assertThat(budget.taken()).isGreaterThan(300_000 * JsonWeight.OF_A_VALUE);
        memory.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void ofEventsWithoutAnythingToKeepNoMemoryIsHeld() {
        String padded = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"obfuscation\":\""
                + "x".repeat(10_000) + "\"}\n\n";
        provider = response -> response.end(padded.repeat(500) + STOP + DONE);
        AnswerMemory memory = pool.memory();

        CallAttempt.Sent sent = call(new Caller(), limits(LIMIT, LIMIT), EventTranslation.NONE, memory);

        assertThat(streamed(sent).failure()).isNull();
        assertThat(budget.taken()).isLessThan(200_000);
        memory.close();
    }

    @Test
    void anEventThatNeverFitsIsTooLarge() {
        provider = response -> response.end(PIECE + manyValues(2_000_000) + STOP + DONE);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), EventTranslation.NONE);

        assertThat(streamed(sent).failure()).isEqualTo(FailureReason.TOO_LARGE);
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void anEventWaitsForMemoryThatOthersHave() {
        provider = response -> response.end(PIECE + manyValues(300_000) + STOP + DONE);
        Caller caller = new Caller();
        MemoryBudget.Share others = budget.share();
        assertThat(others.take(budget.bytes() - 1_000_000)).isTrue();

        CompletableFuture<CallAttempt.Sent> sent =
                begin(caller, limits(LIMIT, LIMIT), EventTranslation.NONE, Clock.systemUTC());
        Awaitility.await().until(() -> caller.events.size() == 1);
        vertx.setTimer(100, later -> others.close());

        assertThat(streamed(sent.orTimeout(60, TimeUnit.SECONDS).join()).failure())
                .isNull();
        assertThat(caller.events).hasSize(4);
    }

    @Test
    void aCallerWhoLeavesWhileALargeEventIsReadEndsTheStream() {
        provider = response -> response.write(PIECE + manyValues(300_000) + PIECE);
        Caller caller = new Caller();

        CallAttempt.Sent sent = call(caller, limits(LIMIT, LIMIT), event -> {
            if (event.text().length() > 1_000) {
                Objects.requireNonNull(caller.stream).cancel();
            }
            return List.of(event);
        });

        assertThat(streamed(sent).failure()).isEqualTo(FailureReason.GONE);
    }

    private CallAttempt.Sent call(Caller caller, AnswerLimits limits, EventTranslation translation) {
        return begin(caller, limits, translation)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private CallAttempt.Sent call(
            Caller caller, AnswerLimits limits, EventTranslation translation, AnswerMemory memory) {
        return begin(caller, limits, translation, Clock.systemUTC(), memory)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<CallAttempt.Sent> begin(
            Caller caller, AnswerLimits limits, EventTranslation translation) {
        return begin(caller, limits, translation, Clock.systemUTC());
    }

    private CompletableFuture<CallAttempt.Sent> begin(
            Caller caller, AnswerLimits limits, EventTranslation translation, Clock clock) {
        AnswerMemory memory = pool.memory();
        return begin(caller, limits, translation, clock, memory).whenComplete((sent, broken) -> memory.close());
    }

    private CompletableFuture<CallAttempt.Sent> begin(
            Caller caller, AnswerLimits limits, EventTranslation translation, Clock clock, AnswerMemory memory) {
        ModelClient client = new ModelClient(
                vertx,
                new ModelHttpClients(
                        vertx,
                        () -> new ModelClientTest.GivenApi(Uni.createFrom().nothing()),
                        limits),
                URI.create("http://127.0.0.1:" + server.actualPort() + "/v1"),
                limits,
                Clock.systemUTC());
        Payload payload = new Payload(
                Endpoint.CHAT, "m", Given.json("{}"), Map.of(), Expectation.NONE, List.of(), () -> translation);
        return new StreamingCall(client, limits, memory, payload, Given.ask(Door.HTTP), caller, clock, LIMIT)
                .make("Bearer key", "{}".getBytes(StandardCharsets.UTF_8))
                .subscribeAsCompletionStage();
    }

    /** Takes every event as it comes. */
    private static final class Caller implements AnswerListener, Flow.Subscriber<ServerSentEvent> {
        private volatile Flow.@Nullable Subscription stream;
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final List<ServerSentEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void streamStarted(
                String id,
                List<String> adjustments,
                Map<String, String> headers,
                Flow.Publisher<ServerSentEvent> stream) {
            begun.complete(null);
            stream.subscribe(this);
        }

        @Override
        public CompletionStage<Void> disconnected() {
            return new CompletableFuture<>();
        }

        @Override
        public void onSubscribe(Flow.Subscription stream) {
            this.stream = stream;
            stream.request(Long.MAX_VALUE);
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
        public void onComplete() {
            // The attempt says how it ended.
        }
    }
}
