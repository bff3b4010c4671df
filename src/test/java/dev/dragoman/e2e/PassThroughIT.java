package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.RuntimeApiServer;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
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
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients call besides asks, through the packaged server and function. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassThroughIT {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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
                "GMI_API_KEY", "key",
                "DRAGOMAN_MODEL_BREAKER_VOLUME", "1000",
                "DRAGOMAN_MODEL_BASE_URL", "http://127.0.0.1:" + model.actualPort() + "/v1");
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
        assertThat(seen.join().headers().getAll("Authorization")).containsExactly("Bearer key");
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

    @Test
    void whatIsSaidOfTheServersKeyIsNotForCallers() throws Exception {
        provider = (request, body) ->
                request.response().setStatusCode(401).end("{\"error\":{\"message\":\"Incorrect key: sk-abc\"}}");

        HttpResponse<String> response = call("GET", "/v1/responses/resp_1", "");

        assertThat(response.statusCode()).isNotEqualTo(200);
        assertThat(response.body()).doesNotContain("sk-abc");
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
