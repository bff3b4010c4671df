package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetServer;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way over the wire, to a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelClientTest {
    private static final AnswerPool POOL = FakeProvider.pool();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGEST = 100_000;
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
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
    void aStreamIsAskedForAsTheProviderWantsIt() {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        CompletableFuture<Buffer> sent = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.bodyHandler(body -> {
                sent.complete(body);
                request.response().setStatusCode(418).end();
            });
        };

        int status = await(client().streamed(Endpoint.RESPONSES, "Bearer key", BODY, Map.of(), POOL.memory())
                .map(ModelClientTest::statusOnly));

        assertThat(status).isEqualTo(418);
        assertThat(seen.join().method().name()).isEqualTo("POST");
        assertThat(seen.join().uri()).isEqualTo("/v1/responses");
        assertThat(seen.join().getHeader("Authorization")).isEqualTo("Bearer key");
        assertThat(seen.join().getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(seen.join().getHeader("Accept")).isEqualTo("text/event-stream");
        assertThat(seen.join().getHeader("User-Agent")).isEqualTo("dragoman");
        assertThat(sent.join().toString()).isEqualTo("{}");
    }

    @Test
    void redirectsAreNotFollowed() {
        provider = request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "/elsewhere")
                .end();

        assertThat(await(client().streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                        .map(ModelClientTest::statusOnly)))
                .isEqualTo(307);
    }

    @Test
    void ofAnAnswerThatIsTooLargeTheRestIsNotRead() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> {
            request.connection().closeHandler(closed::complete);
            request.response().setChunked(true).write("x".repeat(LARGEST + 1));
        };

        Uni<Buffer> call = client().streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .chain(ModelClientTest::body);

        assertThat(failure(call)).isEqualTo(ProviderResponse.FailureReason.TOO_LARGE);
        assertThat(closed).succeedsWithin(LIMIT);
    }

    /** The limit is an answer's, not a connection's. */
    @Test
    void anAnswerAsLargeAsItMayBeIsReadTwiceOverOneConnection() {
        Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
        provider = request -> {
            connections.add(request.connection());
            request.response().end("x".repeat(LARGEST));
        };
        Uni<Integer> call = client().streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .chain(ModelClientTest::body)
                .map(Buffer::length);

        assertThat(await(call)).isEqualTo(LARGEST);
        assertThat(await(call)).isEqualTo(LARGEST);
        assertThat(connections).hasSize(1);
    }

    @Test
    void whereNobodyListensNothingIsSent() {
        ModelClient client = client(vertx, ModelClientTest::noApi, 1);

        assertThat(failure(client.streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())))
                .isEqualTo(ProviderResponse.FailureReason.CONNECT);
    }

    /** Vert.x knows 100 and 103 only. */
    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 110, 199})
    void headsBeforeTheResponseAreNotTheResponse(int status) throws Exception {
        String interim = "HTTP/1.1 " + status + " Wait\r\nX-Progress: 1\r\n\r\n";
        NetServer raw = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request ->
                        socket.write(interim + interim + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nAhoy")))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        ModelClient client = client(vertx, ModelClientTest::noApi, raw.actualPort());

        for (int call = 0; call < 2; call++) {
            assertThat(await(client.streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                            .chain(ModelClientTest::body)))
                    .hasToString("Ahoy");
        }
        raw.close();
    }

    @Test
    void cancellingClosesTheConnection() {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> {
            request.connection().closeHandler(closed::complete);
            arrived.complete(null);
        };

        Cancellable call = client().streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .subscribe()
                .with(reply -> {});
        arrived.orTimeout(60, TimeUnit.SECONDS).join();
        call.cancel();

        assertThat(closed).succeedsWithin(LIMIT);
    }

    /** The REST interface makes the Vert.x client; streams and the prepared connection have to find that one. */
    @Test
    void streamsTakeTheClientOfTheRestInterfaceAndTheConnectionThatWasPrepared() throws Exception {
        Vertx own = Vertx.vertx();
        try {
            AtomicInteger connections = new AtomicInteger();
            NetServer counting = own.createNetServer()
                    .connectHandler(connection -> {
                        connections.incrementAndGet();
                        connection.handler(
                                request -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            // With room for one connection a call can't have another while the first is still being prepared.
            ModelClient client = client(
                    own,
                    () -> {
                        own.httpClientBuilder()
                                .with(new HttpClientOptions().setShared(true).setName(ModelHttpClients.nameHere()))
                                .with(new PoolOptions().setHttp1MaxSize(1))
                                .build();
                        return noApi();
                    },
                    counting.actualPort());

            client.connect();
            Awaitility.await().atMost(LIMIT).until(() -> connections.get() == 1);
            List<Uni<Integer>> calls = Collections.nCopies(
                    3,
                    client.streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                            .chain(ModelClientTest::body)
                            .map(Buffer::length));
            await(Uni.join().all(calls).andFailFast());

            assertThat(connections).hasValue(1);
        } finally {
            own.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWholeResponseIsReportedAsItCame() {
        ModelClient client = answering(Response.status(429)
                .header("Content-Type", "application/json")
                .header("Retry-After", "7")
                .header("X-Request-Id", "req_1")
                .header("Set-Cookie", "a=b")
                .entity(new ByteArrayInputStream(BODY))
                .build());

        assertThat(await(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())))
                .isEqualTo(new ProviderResponse.Received(
                        429,
                        "application/json",
                        new RetryAfter(Duration.ofSeconds(7), null),
                        Json.object(),
                        new ProviderHeaders(Map.of("Retry-After", "7", "x-request-id", "req_1"))));
    }

    @Test
    void aWholeResponseWithoutAnythingIsOne() {
        ModelClient client = answering(
                Response.status(503).entity(InputStream.nullInputStream()).build());

        assertThat(await(client.whole(Endpoint.RESPONSES, "Bearer key", BODY, Map.of(), POOL.memory())))
                .isEqualTo(new ProviderResponse.Received(503, "", RetryAfter.UNSAID, null));
    }

    /** The date in it is read when the whole answer is. */
    @ParameterizedTest
    @CsvSource({"1000, true", "300000, false"})
    void onlyALargeAnswerIsReadOffTheEventLoop(int length, boolean onEventLoop) {
        String json = "{\"text\":\"" + "x".repeat(length) + "\"}";
        Response response = Response.status(429)
                .header("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT")
                .entity(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
                .build();
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
        ModelApi api = new GivenApi(Uni.createFrom().item(response));
        ModelClient client = client(vertx, () -> api, server.actualPort(), LIMIT, clock);

        boolean answeredOnEventLoop = await(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .invoke(reply -> assertThat(reply.json()).isEqualTo(Given.json(json)))
                .map(reply -> Context.isOnEventLoopThread()));

        assertThat(seen.get()).isEqualTo(onEventLoop);
        assertThat(answeredOnEventLoop).isTrue();
    }

    /** The names of headers that a client sends are the operator's to allow; none takes the place of Dragoman's own. */
    @Test
    void bothWaysTheClientsHeadersAreSentBesideOurOwn() {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.response().end();
        };
        Map<String, String> forwarded = Map.of("x-client-request-id", "c_1");
        CompletableFuture<Map<String, String>> sent = new CompletableFuture<>();
        ModelClient client = client(
                vertx,
                () -> new GivenApi(
                        Uni.createFrom()
                                .item(() -> Response.ok(InputStream.nullInputStream())
                                        .build()),
                        sent),
                server.actualPort());

        await(client.streamed(Endpoint.CHAT, "Bearer key", BODY, forwarded, POOL.memory())
                .map(ModelClientTest::statusOnly));
        await(client.whole(Endpoint.CHAT, "Bearer key", BODY, forwarded, POOL.memory()));

        assertThat(seen.join().getHeader("x-client-request-id")).isEqualTo("c_1");
        assertThat(seen.join().getHeader("Accept-Encoding")).isEqualTo("identity");
        assertThat(seen.join().headers().contains(AnswerPool.CALL)).isFalse();
        assertThat(sent.join())
                .containsAllEntriesOf(Map.of("x-client-request-id", "c_1", "Accept-Encoding", "identity"))
                .containsOnlyKeys("x-client-request-id", "Accept-Encoding", AnswerPool.CALL);
    }

    /** Were it given back at the answer's end and taken again, another answer could be read in between. */
    @Test
    void whatAnAnswerTakesIsItsCallsFromTheFirstByteOn() throws Exception {
        int announced = (int) AnswerMemory.FREE + 1;
        long reserved = (long) AnswerLimit.FORMS * announced;
        CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
        provider = request -> {
            request.response()
                    .putHeader("Content-Length", Integer.toString(announced))
                    .write("{");
            arrived.complete(request);
        };
        MemoryBudget budget = new MemoryBudget(1_000_000);
        AnswerPool pool = new AnswerPool(budget, pause -> new CompletableFuture<>());
        // The connections of the other tests' Vert.x have another pool.
        Vertx own = Vertx.vertx();
        try {
            ModelClient client = client(
                    own,
                    ModelClientTest::noApi,
                    server.actualPort(),
                    new AnswerLimits(LIMIT, LIMIT, LARGEST, pool),
                    Given.CLOCK);
            AnswerMemory memory = pool.memory();

            CompletableFuture<Buffer> answer = client.streamed(Endpoint.CHAT, "Bearer key", BODY, Map.of(), memory)
                    .chain(ModelClientTest::body)
                    .subscribeAsCompletionStage();

            Awaitility.await().atMost(LIMIT).until(() -> budget.taken() == reserved);
            arrived.join().response().end("x".repeat(announced - 1));
            assertThat(answer).succeedsWithin(LIMIT);
            assertThat(budget.taken()).isEqualTo(reserved);
            memory.close();
            assertThat(budget.taken()).isZero();
        } finally {
            own.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aListingThatDoesNotComeInTimeIsLeftAndAWholeAnswerIsNot() {
        AtomicInteger cancelled = new AtomicInteger();
        Uni<Response> never =
                Uni.createFrom().<Response>nothing().onCancellation().invoke(cancelled::incrementAndGet);
        ModelClient client = client(vertx, () -> new GivenApi(never), server.actualPort(), Duration.ofMillis(50));
        CompletableFuture<ProviderResponse.Received> whole = client.whole(
                        Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .subscribeAsCompletionStage();

        assertThat(failure(client.models("Bearer key", POOL.memory())))
                .isEqualTo(ProviderResponse.FailureReason.TIMEOUT);
        assertThat(cancelled).hasValue(1);
        assertThat(whole).isNotDone();
        whole.cancel(true);
        assertThat(cancelled).hasValue(2);
    }

    /** Log lines keep their fields in it. */
    @Test
    void whoHasNoContextOfItsOwnIsAnsweredOnANewOne() {
        ModelClient client =
                answering(Response.ok(InputStream.nullInputStream()).build());

        boolean own = await(client.whole(Endpoint.CHAT, "Bearer key", BODY, Map.of(), POOL.memory())
                .map(reply -> VertxContext.isOnDuplicatedContext()));

        assertThat(own).isTrue();
    }

    /** The REST interface, as if it were called: {@code RestInterfaceIT} calls it. */
    record GivenApi(Uni<Response> answer, CompletableFuture<Map<String, String>> sent) implements ModelApi {
        GivenApi(Uni<Response> answer) {
            this(answer, new CompletableFuture<>());
        }

        @Override
        public Uni<Response> chat(String authorization, Map<String, String> headers, byte[] body) {
            sent.complete(headers);
            return answer;
        }

        @Override
        public Uni<Response> responses(String authorization, Map<String, String> headers, byte[] body) {
            return answer;
        }

        @Override
        public Uni<Response> embeddings(String authorization, Map<String, String> headers, byte[] body) {
            return answer;
        }

        @Override
        public Uni<Response> models(String authorization, Map<String, String> headers) {
            return answer;
        }

        @Override
        public Uni<Response> get(
                String authorization, Map<String, String> headers, String path, MultivaluedMap<String, String> query) {
            return answer;
        }

        @Override
        public Uni<Response> post(
                String authorization,
                Map<String, String> headers,
                String path,
                MultivaluedMap<String, String> query,
                byte[] body) {
            return answer;
        }

        @Override
        public Uni<Response> delete(
                String authorization, Map<String, String> headers, String path, MultivaluedMap<String, String> query) {
            return answer;
        }
    }

    private static ModelApi noApi() {
        return new GivenApi(Uni.createFrom().nothing());
    }

    private ModelClient client() {
        return client(vertx, ModelClientTest::noApi, server.actualPort());
    }

    private ModelClient answering(Response response) {
        return client(vertx, () -> new GivenApi(Uni.createFrom().item(response)), server.actualPort());
    }

    private static ModelClient client(Vertx vertx, Supplier<ModelApi> apis, int port) {
        return client(vertx, apis, port, LIMIT);
    }

    private static ModelClient client(Vertx vertx, Supplier<ModelApi> apis, int port, Duration firstByte) {
        return client(vertx, apis, port, firstByte, Given.CLOCK);
    }

    private static ModelClient client(Vertx vertx, Supplier<ModelApi> apis, int port, Duration firstByte, Clock clock) {
        return client(vertx, apis, port, new AnswerLimits(firstByte, LIMIT, LARGEST, POOL), clock);
    }

    private static ModelClient client(
            Vertx vertx, Supplier<ModelApi> apis, int port, AnswerLimits limits, Clock clock) {
        return new ModelClient(
                vertx,
                new ModelHttpClients(vertx, apis, limits),
                URI.create("http://127.0.0.1:" + port + "/v1"),
                limits,
                clock);
    }

    private static Uni<Buffer> body(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return Uni.createFrom().completionStage(body::toCompletionStage);
    }

    private static int statusOnly(HttpClientResponse response) {
        response.request().reset();
        return response.statusCode();
    }

    private static <T> T await(Uni<T> call) {
        return call.await().atMost(LIMIT);
    }

    private static ProviderResponse.FailureReason failure(Uni<?> call) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        call.subscribe().with(reply -> failure.complete(new AssertionError("answered: " + reply)), failure::complete);
        return CallFailure.reason(failure.orTimeout(60, TimeUnit.SECONDS).join());
    }
}
