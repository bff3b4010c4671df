package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way over the wire, to a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGEST = 100_000;
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private volatile Consumer<HttpServerRequest> provider = request -> {};
    private HttpServer server;

    @BeforeAll
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> provider.accept(request))
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
    void aRequestIsSentAsTheProviderWantsIt() {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        CompletableFuture<Buffer> sent = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.bodyHandler(body -> {
                sent.complete(body);
                request.response().end("{}");
            });
        };

        await(client(LIMIT).whole(Endpoint.RESPONSES, "Bearer key", BODY, Map.of()));

        assertThat(seen.join().method().name()).isEqualTo("POST");
        assertThat(seen.join().uri()).isEqualTo("/v1/responses");
        assertThat(seen.join().getHeader("Authorization")).isEqualTo("Bearer key");
        assertThat(seen.join().getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(seen.join().getHeader("Accept")).isEqualTo("application/json");
        assertThat(seen.join().getHeader("User-Agent")).isEqualTo("dragoman");
        assertThat(sent.join().toString()).isEqualTo("{}");
    }

    @Test
    void aStreamIsAskedForAndComesAsItIs() {
        CompletableFuture<String> accepted = new CompletableFuture<>();
        provider = request -> {
            accepted.complete(request.getHeader("Accept"));
            request.response().setStatusCode(418).end();
        };

        int status = await(client(LIMIT)
                .streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of())
                .invoke(response -> response.request().reset())
                .map(response -> response.statusCode()));

        assertThat(status).isEqualTo(418);
        assertThat(accepted.join()).isEqualTo("text/event-stream");
    }

    @Test
    void modelsAreAskedForWithoutABody() {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.response().end("{'data':[]}".replace('\'', '"'));
        };

        ProviderResponse.Received reply = await(client(LIMIT).models("Bearer key"));

        assertThat(reply.json()).isEqualTo(Given.json("{'data': []}"));
        assertThat(seen.join().method().name()).isEqualTo("GET");
        assertThat(seen.join().uri()).isEqualTo("/v1/models");
        assertThat(seen.join().getHeader("Content-Type")).isNull();
    }

    @Test
    void aResponseIsReportedAsItCame() {
        provider = request -> request.response()
                .setStatusCode(429)
                .putHeader("Content-Type", "application/json")
                .putHeader("Retry-After", "7")
                .putHeader("X-Request-Id", "req_1")
                .putHeader("Set-Cookie", "a=b")
                .end("{}");

        ProviderResponse.Received reply = await(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of()));

        assertThat(reply)
                .isEqualTo(new ProviderResponse.Received(
                        429,
                        "application/json",
                        new RetryAfter(Duration.ofSeconds(7), null),
                        Json.object(),
                        new ProviderHeaders(Map.of("Retry-After", "7", "x-request-id", "req_1"))));
    }

    @Test
    void aResponseWithoutAnythingIsOne() {
        provider = request -> request.response().setStatusCode(503).end();

        ProviderResponse.Received reply = await(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of()));

        assertThat(reply).isEqualTo(new ProviderResponse.Received(503, "", RetryAfter.UNSAID, null));
    }

    @Test
    void redirectsAreNotFollowed() {
        provider = request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "/elsewhere")
                .end();

        assertThat(await(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of()))
                        .status())
                .isEqualTo(307);
    }

    @Test
    void anAnswerAsLargeAsItMayBeIsRead() {
        provider = request -> request.response().end(json(LARGEST));

        assertThat(await(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of()))
                        .json())
                .isNotNull();
    }

    @Test
    void ofALargerOneTheRestIsNotRead() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> {
            request.connection().closeHandler(closed::complete);
            request.response().setChunked(true).write(json(LARGEST + 1));
        };

        assertThat(failure(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())))
                .isEqualTo(ProviderResponse.FailureReason.TOO_LARGE);
        assertThat(closed).succeedsWithin(LIMIT);
    }

    @Test
    void aWholeAnswerMayTakeLongerThanTheFirstEventOfAStream() {
        provider = request -> request.connection();
        CompletableFuture<ProviderResponse.Received> call = client(Duration.ofMillis(50))
                .whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())
                .subscribeAsCompletionStage();

        await(client(Duration.ofMillis(50))
                .models("Bearer key")
                .onFailure()
                .recoverWithItem(() -> ProviderResponse.Received.of(504, "", RetryAfter.UNSAID, new byte[0])));

        assertThat(call).isNotDone();
        call.cancel(true);
    }

    @Test
    void aListingThatDoesNotComeInTimeIsLeft() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> request.connection().closeHandler(closed::complete);

        assertThat(failure(client(Duration.ofMillis(50)).models("Bearer key")))
                .isEqualTo(ProviderResponse.FailureReason.TIMEOUT);
        assertThat(closed).succeedsWithin(LIMIT);
    }

    @Test
    void aConnectionThatBreaksIsNoAnswer() {
        provider = request -> request.response()
                .putHeader("Content-Length", "100")
                .write("{")
                .onComplete(written -> request.connection().close());

        assertThat(failure(client(LIMIT).whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())))
                .isEqualTo(ProviderResponse.FailureReason.BROKEN);
    }

    @Test
    void whereNobodyListensNothingIsSent() {
        ModelClient client = new ModelClient(
                vertx,
                () -> http,
                URI.create("http://127.0.0.1:1/v1"),
                new AnswerLimits(LIMIT, LIMIT, LARGEST),
                Given.CLOCK);

        assertThat(failure(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())))
                .isEqualTo(ProviderResponse.FailureReason.CONNECT);
    }

    /** The date in it is read when the whole answer is. */
    @ParameterizedTest
    @CsvSource({"1000, true", "300000, false"})
    void onlyALargeAnswerIsReadOffTheEventLoop(int length, boolean onEventLoop) {
        provider = request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT")
                .end(json(length));
        AtomicBoolean seen = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return Given.CLOCK.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                seen.set(Context.isOnEventLoopThread());
                return Given.CLOCK.instant();
            }
        };
        ModelClient client = new ModelClient(
                vertx,
                () -> http,
                URI.create("http://127.0.0.1:" + server.actualPort() + "/v1"),
                new AnswerLimits(LIMIT, LIMIT, 10 * LARGEST),
                clock);

        boolean answeredOnEventLoop = await(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())
                .invoke(reply -> assertThat(reply.json()).isEqualTo(Given.json(json(length))))
                .map(reply -> Context.isOnEventLoopThread()));

        assertThat(seen.get()).isEqualTo(onEventLoop);
        assertThat(answeredOnEventLoop).isTrue();
    }

    @Test
    void cancellingClosesTheConnection() {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> {
            request.connection().closeHandler(closed::complete);
            arrived.complete(null);
        };

        Cancellable call = client(LIMIT)
                .whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())
                .subscribe()
                .with(reply -> {});
        arrived.orTimeout(60, TimeUnit.SECONDS).join();
        call.cancel();

        assertThat(closed).succeedsWithin(LIMIT);
    }

    @Test
    void theFirstCallTakesTheConnectionThatWasPrepared() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        NetServer counting = vertx.createNetServer()
                .connectHandler(connection -> {
                    connections.incrementAndGet();
                    connection.handler(request -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        // With room for one connection a call can't have another while the first is still being prepared.
        HttpClient narrow = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
        ModelClient client = client(narrow, counting.actualPort(), LIMIT);

        client.connect();
        Awaitility.await().atMost(LIMIT).until(() -> connections.get() == 1);
        await(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of()));

        assertThat(connections).hasValue(1);
    }

    /** Log lines keep their fields in it. */
    @Test
    void whoHasNoContextOfItsOwnIsAnsweredOnANewOne() {
        provider = request -> request.response().end("{}");

        boolean own = await(client(LIMIT)
                .whole(Endpoint.CHAT, "Bearer key", BODY, Map.of())
                .map(reply -> VertxContext.isOnDuplicatedContext()));

        assertThat(own).isTrue();
    }

    private ModelClient client(Duration firstByte) {
        return client(http, server.actualPort(), firstByte);
    }

    private ModelClient client(HttpClient http, int port, Duration firstByte) {
        return new ModelClient(
                vertx,
                () -> http,
                URI.create("http://127.0.0.1:" + port + "/v1"),
                new AnswerLimits(firstByte, LIMIT, LARGEST),
                Given.CLOCK);
    }

    private static String json(int length) {
        return "{\"a\":\"" + "x".repeat(length - 8) + "\"}";
    }

    private static <T> T await(Uni<T> call) {
        return call.await().atMost(LIMIT);
    }

    private static ProviderResponse.FailureReason failure(Uni<ProviderResponse.Received> call) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        call.subscribe().with(reply -> failure.complete(new AssertionError("answered: " + reply)), failure::complete);
        return CallFailure.reason(failure.orTimeout(60, TimeUnit.SECONDS).join());
    }
}
