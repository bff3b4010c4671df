package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PfxOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider's REST interface as the packaged server and function call it: what is sent, and what each end comes to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestInterfaceIT {
    private static final int LARGEST = 100_000;
    private static final String ASK = "{\"model\":\"m\",\"input\":\"Hello\"}";

    private static final String PASSWORD = "changeit";

    private final Vertx vertx = Vertx.vertx();
    private volatile Consumer<HttpServerRequest> provider = request -> {};
    private HttpServer model;
    private DragomanProcess server;

    @BeforeAll
    void start() throws Exception {
        model = listening(new HttpServerOptions());
        server = DragomanProcess.server(0, environment("http://127.0.0.1:" + model.actualPort() + "/v1"));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private HttpServer listening(HttpServerOptions options) throws Exception {
        return vertx.createHttpServer(options)
                .requestHandler(request -> provider.accept(request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static Map<String, String> environment(String baseUrl) {
        return Map.of(
                "GMI_API_KEY", "key",
                "DRAGOMAN_MODEL_BASE_URL", baseUrl,
                "DRAGOMAN_MODEL_MAX_ANSWER", Integer.toString(LARGEST),
                "DRAGOMAN_MODEL_MAX_ATTEMPTS", "1",
                "DRAGOMAN_MODEL_BREAKER_VOLUME", "1000");
    }

    @Test
    void aRequestIsSentAsTheProviderWantsIt() throws Exception {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        CompletableFuture<Buffer> sent = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.bodyHandler(body -> {
                sent.complete(body);
                request.response().end(answer(10));
            });
        };

        assertThat(ask(server).statusCode()).isEqualTo(200);

        assertThat(seen.join().method().name()).isEqualTo("POST");
        assertThat(seen.join().uri()).isEqualTo("/v1/responses");
        assertThat(seen.join().headers().getAll("Authorization")).containsExactly("Bearer key");
        assertThat(seen.join().headers().getAll("Content-Type")).containsExactly("application/json");
        assertThat(seen.join().headers().getAll("Accept")).containsExactly("application/json");
        assertThat(seen.join().headers().getAll("User-Agent")).containsExactly("dragoman");
        assertThat(sent.join().toString()).isEqualTo(ASK);
    }

    @Test
    void modelsAreAskedForWithoutABody() throws Exception {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        provider = request -> {
            seen.complete(request);
            request.response().end("{\"object\":\"list\",\"data\":[]}");
        };

        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri("/v1/models")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        assertThat(seen.join().method().name()).isEqualTo("GET");
        assertThat(seen.join().uri()).isEqualTo("/v1/models");
        assertThat(seen.join().getHeader("Content-Type")).isNull();
        assertThat(seen.join().getHeader("Content-Length")).isNull();
    }

    /** No status is an exception of the client, whatever its body is. */
    @ParameterizedTest
    @CsvSource({
        "400, Said by the provider.",
        "404, Said by the provider.",
        "422, Said by the provider.",
        "500, upstream_failed",
        "503, upstream_failed"
    })
    void anErrorIsAResponse(int status, String said) throws Exception {
        provider = request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end("{\"error\":{\"message\":\"Said by the provider.\",\"type\":\"t\",\"code\":\"c_1\"}}");

        assertThat(ask(server).body()).contains(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json", "application/json; charset=nonsense", "text/plain", "text/html;;"})
    void anAnswerIsReadWhateverItsTypeIs(String contentType) throws Exception {
        provider = request -> {
            if (!contentType.isEmpty()) {
                request.response().putHeader("Content-Type", contentType);
            }
            request.response().end(answer(10));
        };

        assertThat(ask(server).body()).contains("Ahoy");
    }

    @Test
    void aResponseWithoutTypeAndBodyIsOne() throws Exception {
        provider = request -> request.response().setStatusCode(503).end();

        assertThat(ask(server).body()).contains("upstream_failed");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        List<String> paths = new CopyOnWriteArrayList<>();
        provider = request -> {
            paths.add(request.uri());
            request.response()
                    .setStatusCode(307)
                    .putHeader("Location", "/v1/elsewhere")
                    .end();
        };

        assertThat(ask(server).statusCode()).isNotEqualTo(200);
        assertThat(paths).containsExactly("/v1/responses");
    }

    @Test
    void anAnswerAsLargeAsItMayBeIsReadAndOfALargerOneTheRestIsNot() throws Exception {
        provider = request -> request.response().end(answer(LARGEST));
        assertThat(ask(server).statusCode()).isEqualTo(200);

        CompletableFuture<Void> closed = new CompletableFuture<>();
        provider = request -> {
            request.connection().closeHandler(closed::complete);
            request.response().setChunked(true).write(answer(LARGEST + 1));
        };
        assertThat(ask(server).body()).contains("answer_too_large");
        assertThat(closed).succeedsWithin(Stack.LIMIT);
    }

    @Test
    void aConnectionThatBreaksIsNoAnswer() throws Exception {
        provider = request -> request.response()
                .putHeader("Content-Length", "100")
                .write("{")
                .onComplete(written -> request.connection().close());

        assertThat(ask(server).body()).contains("upstream_broken");
    }

    /** Whole answers and streams trust the same, by the same setting. */
    @Test
    void aCertificateIsTrustedOnlyIfTheSettingsSaySo(@TempDir Path directory) throws Exception {
        keytool(
                directory,
                "-genkeypair",
                "-alias",
                "model",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        keytool(directory, "-exportcert", "-rfc", "-alias", "model", "-file", "model.pem");
        HttpServer secure = listening(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(directory.resolve("model.p12").toString())
                        .setPassword(PASSWORD)));
        Map<String, String> environment =
                new TreeMap<>(environment("https://localhost:" + secure.actualPort() + "/v1"));
        provider = request -> request.response().end(answer(10));

        try (DragomanProcess doubtful = DragomanProcess.server(0, environment)) {
            assertThat(ask(doubtful).body()).contains("upstream_tls");
            assertThat(ask(doubtful, ASK.replace("}", ",\"stream\":true}")).body())
                    .contains("upstream_tls");
        }
        environment.put(
                "QUARKUS_TLS_TRUST_STORE_PEM_CERTS",
                directory.resolve("model.pem").toString());
        try (DragomanProcess trusting = DragomanProcess.server(0, environment)) {
            assertThat(ask(trusting).statusCode()).isEqualTo(200);
            assertThat(ask(trusting, ASK.replace("}", ",\"stream\":true}")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theFirstCallTakesTheConnectionThatWasPrepared() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        NetServer counting = vertx.createNetServer()
                .connectHandler(connection -> {
                    connections.incrementAndGet();
                    connection.handler(request -> connection.write(
                            "HTTP/1.1 200 OK\r\nContent-Length: " + answer(100).length() + "\r\n\r\n" + answer(100)));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment =
                    new TreeMap<>(environment("http://127.0.0.1:" + counting.actualPort() + "/v1"));
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                assertThat(function.alive()).isTrue();
                for (int i = 0; i < 3; i++) {
                    assertThat(lambda.invoke(ASK.getBytes(StandardCharsets.UTF_8), Stack.LIMIT)
                                    .text())
                            .contains("\"outcome\":\"completed\"");
                }
            }
        }
        assertThat(connections).hasValue(1);
    }

    private static void keytool(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "model.p12", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor())
                .as(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }

    // A valid answer of so many bytes.
    private static String answer(int length) {
        String json =
                "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{"
                        + "\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Ahoy%s\"}]}]}";
        return json.formatted("x".repeat(Math.max(0, length - json.length() + 2)));
    }

    private static HttpResponse<String> ask(DragomanProcess server) throws Exception {
        return ask(server, ASK);
    }

    private static HttpResponse<String> ask(DragomanProcess server, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
