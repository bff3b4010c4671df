package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients call besides asks, through the packaged server and function. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassThroughIT {
    private static final String KEY = "provider-key";
    private static final String PIECE = "data: {\"choices\":[{\"text\":\"Ahoy\"}]}\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StreamClient streams = new StreamClient();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<HttpServerRequest, Buffer> provider = (request, body) -> {};
    private HttpServer model;
    private DragomanProcess server;

    @BeforeAll
    void start() throws Exception {
        model = vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> {
                    calls.add(request.method() + " " + request.uri());
                    provider.accept(request, body);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        server = DragomanProcess.server(0, environment());
    }

    @AfterAll
    void stop() throws Exception {
        streams.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @BeforeEach
    void answerAll() {
        calls.clear();
        provider = (request, body) -> request.response()
                .putHeader("Content-Type", "application/json")
                .end("{\"object\": \"thing\",  \"n\": 1.0}");
    }

    private Map<String, String> environment() {
        return Map.of(
                "GMI_API_KEY",
                KEY,
                "DRAGOMAN_MODEL_BREAKER_VOLUME",
                "1000",
                "DRAGOMAN_MODEL_BASE_URL",
                "http://127.0.0.1:" + model.actualPort() + "/v1");
    }

    @Test
    void requestAndResponseComeAsTheyAre() throws Exception {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        CompletableFuture<Buffer> sent = new CompletableFuture<>();
        String body = "{\"model\" : \"text-embedding-3-small\",\n\"input\":\"Ahoy\", \"new\": 1.50}";
        String answer = "{ \"data\" : [ {\"embedding\":[0.10, -2e-3]} ] }\n";
        provider = (request, received) -> {
            seen.complete(request);
            sent.complete(received);
            request.response()
                    .setStatusCode(203)
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .putHeader("x-request-id", "req_1")
                    .putHeader("x-ratelimit-remaining-requests", "9")
                    .putHeader("openai-processing-ms", "12")
                    .putHeader("Set-Cookie", "a=b")
                    .end(answer);
        };

        HttpResponse<String> response = call("POST", "/v1/embeddings", body);

        assertThat(response.statusCode()).isEqualTo(203);
        assertThat(response.body()).isEqualTo(answer);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json; charset=utf-8");
        assertThat(response.headers().firstValue("x-request-id")).contains("req_1");
        assertThat(response.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("9");
        assertThat(response.headers().firstValue("openai-processing-ms")).contains("12");
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(response.headers().firstValue("Dragoman-Request-Id")).isPresent();
        assertThat(seen.join().headers().getAll("Authorization")).containsExactly("Bearer " + KEY);
        assertThat(seen.join().getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(seen.join().getHeader("X-Of-The-Client")).isNull();
        assertThat(sent.join().toString()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/models/openai/gpt-5.2-chat, /v1/models/openai/gpt-5.2-chat",
        "GET, /v1/models/openai%2Fgpt-5.2-chat, /v1/models/openai/gpt-5.2-chat",
        "GET, /v1/models/ft:gpt:a::1, /v1/models/ft:gpt:a::1",
        "POST, /v1/completions, /v1/completions",
        "POST, /v1/moderations, /v1/moderations",
        "POST, /v1/responses/compact, /v1/responses/compact",
        "POST, /v1/responses/input_tokens, /v1/responses/input_tokens",
        "GET, /v1/responses/resp_1, /v1/responses/resp_1",
        "GET, /v1/responses/resp_1?include[]=a&include%5B%5D=b%26c, /v1/responses/resp_1?include%5B%5D=a&include%5B%5D=b%26c",
        "DELETE, /v1/responses/resp_1, /v1/responses/resp_1",
        "POST, /v1/responses/resp_1/cancel, /v1/responses/resp_1/cancel",
        "GET, /v1/responses/resp_1/input_items?limit=2, /v1/responses/resp_1/input_items?limit=2",
        "POST, /v1/conversations, /v1/conversations",
        "DELETE, /v1/conversations/conv_1/items/msg_1, /v1/conversations/conv_1/items/msg_1"
    })
    void whatIsListedReachesTheProvider(String method, String target, String reached) throws Exception {
        HttpResponse<String> response = call(method, target, method.equals("POST") ? "{\"model\":\"m\"}" : "");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"object\": \"thing\",  \"n\": 1.0}");
        assertThat(calls).containsExactly(method + " " + reached);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/files, 404",
        "POST, /v1/audio/speech, 404",
        "GET, /v1/models/..%2Ffiles, 404",
        "GET, /v1/responses/..%2Ffiles, 404",
        "GET, /v1/responses/a%3Fb, 404",
        "DELETE, /v1/files/file_1, 405",
        "DELETE, /v1/models/m, 405",
        "GET, /v1/embeddings, 405",
        "PUT, /v1/embeddings, 405"
    })
    void nothingElseDoes(String method, String target, int status) throws Exception {
        HttpResponse<String> response = call(method, target, "");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":{");
        assertThat(calls).isEmpty();
    }

    /** Once: whoever called has retries of its own. */
    @ParameterizedTest
    @CsvSource({"400", "403", "404", "422", "500", "503"})
    void anErrorOfTheProviderComesAsItIsAfterOneCall(int status) throws Exception {
        provider = (request, body) -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .putHeader("x-should-retry", "false")
                .end("no such thing");

        HttpResponse<String> response = call("GET", "/v1/responses/resp_" + status, "");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("no such thing");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(calls).hasSize(1);
    }

    /** As of an ask: it is the operator's to repair. */
    @Test
    void whatIsSaidOfTheServersKeyIsSaidWithoutTheKey() throws Exception {
        provider = (request, body) ->
                request.response().setStatusCode(401).end("{\"error\":{\"message\":\"Incorrect key: " + KEY + "\"}}");

        HttpResponse<String> response = call("GET", "/v1/responses/resp_1", "");

        assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(response.body()).contains("upstream_unauthorized").doesNotContain(KEY);
    }

    @Test
    void aBrokenConnectionIsDragomansOwnError() throws Exception {
        provider = (request, body) -> request.connection().close();

        HttpResponse<String> response = call("POST", "/v1/embeddings", "{\"model\":\"m\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("upstream_broken");
        assertThat(calls).hasSize(1);
    }

    @Test
    void aClientThatDisconnectsEndsItsCall() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = (request, body) -> {
            request.connection().closeHandler(closed::complete);
            arrived.complete(null);
        };

        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
            socket.getOutputStream()
                    .write("GET /v1/responses/resp_1 HTTP/1.1\r\nHost: d\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            arrived.get(60, TimeUnit.SECONDS);
        }

        assertThat(closed).succeedsWithin(Stack.LIMIT);
    }

    @Test
    void aStreamComesEventByEvent() throws Exception {
        CompletableFuture<HttpServerResponse> begun = new CompletableFuture<>();
        provider = (request, body) -> {
            HttpServerResponse response = events(request);
            response.write(PIECE);
            begun.complete(response);
        };

        StreamClient.Answer answer = streamed("/v1/completions");
        answer.await(PIECE);
        assertThat(calls).containsExactly("POST /v1/completions");
        begun.get(60, TimeUnit.SECONDS).end(PIECE + "data: [DONE]\n\n");

        assertThat(answer.whole()).isEqualTo(PIECE + PIECE + "data: [DONE]\n\n");
    }

    /** As directly from the provider: a stream is whole if it was ended properly. */
    @ParameterizedTest
    @CsvSource({"GET, /v1/responses/resp_1?stream=true&starting_after=4", "POST, /v1/completions", "POST, /v1/responses"
    })
    void whatTheProviderEndsProperlyEndsAsItDoes(String method, String target) throws Exception {
        String error = "event: error\ndata: {\"type\":\"error\",\"message\":\"Said by the provider.\"}\n\n";
        provider = (request, body) -> events(request).end(PIECE + error);

        HttpResponse<String> response = call(
                method, target, method.equals("GET") ? "" : "{\"model\":\"m\",\"stream\":true,\"background\":true}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("x-request-id")).contains("req_2");
        assertThat(response.body()).isEqualTo(PIECE + error);
        assertThat(calls).containsExactly(method + " " + target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/completions", "/v1/responses/compact"})
    void aBrokenStreamBreaksOff(String path) throws Exception {
        provider = (request, body) -> events(request)
                .write(PIECE)
                .onComplete(sent -> request.connection().close());

        assertThat(streamed(path).broken()).startsWith(PIECE).contains("upstream_broken");
    }

    /** It has a status of its own, and one that whoever asked for a stream can read. */
    @Test
    void anErrorInPlaceOfAStreamComesWhole() throws Exception {
        provider = (request, body) -> request.response().setStatusCode(422).end("no such thing");

        HttpResponse<String> response = call("POST", "/v1/completions", "{\"model\":\"m\",\"stream\":true}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).isEqualTo("no such thing");
    }

    @Test
    void noMoreOfAStreamIsReadThanItsCallerTakes() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = (request, body) -> {
            request.connection().closeHandler(closed::complete);
            pump(events(request), "data: {\"text\":\"" + "x".repeat(1_000) + "\"}\n\n", written);
        };

        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
            String body = "{\"model\":\"m\",\"stream\":true}";
            socket.getOutputStream()
                    .write(("POST /v1/completions HTTP/1.1\r\nHost: d\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(StandardCharsets.US_ASCII));
            // Two looks in which nothing more could be written.
            AtomicLong seen = new AtomicLong();
            Awaitility.await()
                    .pollInterval(300, TimeUnit.MILLISECONDS)
                    .atMost(Stack.LIMIT)
                    .until(() -> written.get() > 0 && written.get() == seen.getAndSet(written.get()));
            assertThat(written.get()).isLessThan(40_000_000);
        }
        assertThat(closed).succeedsWithin(Stack.LIMIT);
    }

    private static void pump(HttpServerResponse response, String event, AtomicLong written) {
        while (!response.writeQueueFull() && written.get() < 60_000_000) {
            response.write(event);
            written.addAndGet(event.length());
        }
        response.drainHandler(more -> pump(response, event, written));
    }

    private StreamClient.Answer streamed(String path) {
        return streams.post(HttpVersion.HTTP_1_1, server.uri(path), "{\"model\":\"m\",\"stream\":true}");
    }

    private static HttpServerResponse events(HttpServerRequest request) {
        return request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("x-request-id", "req_2");
    }

    @Test
    void whatIsEncodedIsRead() throws Exception {
        CompletableFuture<Buffer> sent = new CompletableFuture<>();
        provider = (request, body) -> {
            sent.complete(body);
            request.response()
                    .putHeader("Content-Encoding", "gzip")
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(gzip("{\"n\": 1.0}")));
        };

        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(server.uri("/v1/embeddings"))
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(gzip("{\"model\": \"m\"}")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("{\"n\": 1.0}");
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(sent.join().toString()).isEqualTo("{\"model\": \"m\"}");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @Test
    void theServersKeyIsInNoError() throws Exception {
        provider = (request, body) ->
                request.response().setStatusCode(403).end("No access for " + request.getHeader("Authorization"));

        assertThat(call("GET", "/v1/responses/resp_1", "").body()).isEqualTo("No access for Bearer ***");
    }

    /** Whole, streamed and passed through. */
    @Test
    void aSlashAfterTheBaseUrlDoesNotMatter() throws Exception {
        Map<String, String> environment = new TreeMap<>(environment());
        environment.merge("DRAGOMAN_MODEL_BASE_URL", "//", String::concat);
        try (DragomanProcess slashed = DragomanProcess.server(0, environment)) {
            call(slashed, "POST", "/v1/responses", "{\"input\":\"Ahoy\"}");
            call(slashed, "POST", "/v1/embeddings", "{\"model\":\"m\"}");
            call(slashed, "POST", "/v1/completions", "{\"model\":\"m\",\"stream\":true}");
            call(slashed, "GET", "/v1/models", "");
        }
        assertThat(calls)
                .contains("POST /v1/responses", "POST /v1/embeddings", "POST /v1/completions", "GET /v1/models")
                .noneMatch(call -> call.contains("//"));
    }

    @Test
    void callsAreCountedWithoutTheirPaths() throws Exception {
        call("GET", "/v1/responses/resp_1", "");

        assertThat(call("GET", "/q/metrics", "").body())
                .containsPattern("dragoman_calls_seconds_count\\{endpoint=\"pass\",status=\"2xx\"[^}]*} [1-9]");
    }

    /** With a way to fetch the answer later, an ask may be left to the provider. */
    @Test
    void anAskInTheBackgroundIsPassedThrough() throws Exception {
        provider = (request, body) -> request.response()
                .putHeader("Content-Type", "application/json")
                .end("{\"id\":\"resp_9\",\"status\":\"queued\",\"output\":[]}");

        HttpResponse<String> response =
                call("POST", "/v1/responses", "{\"model\":\"m\",\"input\":\"Ahoy\",\"background\":true}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"id\":\"resp_9\",\"status\":\"queued\",\"output\":[]}");
        assertThat(calls).containsExactly("POST /v1/responses");
    }

    @Test
    void theOperatorsModelsHoldHereToo() throws Exception {
        Map<String, String> environment = new TreeMap<>(environment());
        environment.put("DRAGOMAN_MODEL_ALLOWED", "cheap");
        try (DragomanProcess limited = DragomanProcess.server(0, environment)) {
            assertThat(call(limited, "POST", "/v1/embeddings", "{\"model\":\"dear\"}")
                            .body())
                    .contains("model_not_allowed");
            assertThat(call(limited, "POST", "/v1/responses", "{\"model\":\"dear\",\"background\":true}")
                            .body())
                    .contains("model_not_allowed");
            assertThat(calls).isEmpty();
            assertThat(call(limited, "POST", "/v1/embeddings", "{\"model\":\"cheap\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** Ids from outside must not become labels, of which there would be no end. */
    @Test
    void noIdBecomesAMetric() throws Exception {
        call("GET", "/v1/responses/resp_unheardof", "");
        call("GET", "/v1/models/model_unheardof", "");

        assertThat(call("GET", "/q/metrics", "").body()).contains("http_").doesNotContain("unheardof");
    }

    @Test
    void aFunctionPassesThroughTheSame() throws Exception {
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = new TreeMap<>(environment());
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                String result = lambda.invoke(
                                Json.bytes(AwsEvents.http("function-url", "/v1/embeddings", "{\"model\":\"m\"}")),
                                Stack.LIMIT)
                        .text();

                assertThat(result).contains("thing");
                assertThat(calls).containsExactly("POST /v1/embeddings");
                assertThat(function.alive()).isTrue();
            }
        }
    }

    private HttpResponse<String> call(String method, String target, String body) throws Exception {
        return call(server, method, target, body);
    }

    private HttpResponse<String> call(DragomanProcess server, String method, String target, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri("/")
                        + target.substring(1).replace("[", "%5B").replace("]", "%5D")))
                .header("X-Of-The-Client", "1")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
