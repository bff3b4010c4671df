package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.RuntimeApiServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The provider's key from Secrets Manager and SSM, by the packaged server. */
class SecretIT {
    private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:gmi-AbCdEf";
    private static final String PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/dragoman/gmi";
    private static final String OLD = "canary-old-key-5d1";
    private static final String NEW = "canary-new-key-8b2";

    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile String stored = OLD;
    private volatile String accepted = OLD;
    private volatile int throttled;
    private final HttpServer store = http(this::read);
    private final HttpServer model = http(this::answer);

    @AfterEach
    void stop() {
        store.stop(0);
        model.stop(0);
    }

    @Test
    @Tag("F019")
    void aRotatedKeyIsReadOnceMoreAndUsed() throws Exception {
        try (DragomanProcess server = server(SECRET)) {
            assertThat(ask(server)).isEqualTo(200);
            stored = NEW;
            accepted = NEW;

            assertThat(ask(server)).isEqualTo(200);
            assertThat(ask(server)).isEqualTo(200);

            assertThat(sent).containsExactly(OLD, OLD, NEW, NEW);
            assertThat(reads).hasValue(2);
            assertThat(server.lines()).noneMatch(line -> line.contains(OLD) || line.contains(NEW));
        }
    }

    @Test
    @Tag("F019")
    void aKeyThatStaysWrongIsReadOnceAndThenReported() throws Exception {
        accepted = "another";
        try (DragomanProcess server = server(SECRET)) {
            assertThat(ask(server)).isEqualTo(401);
            assertThat(ask(server)).isEqualTo(401);

            assertThat(sent).hasSize(2);
            assertThat(reads).hasValue(2);
            assertThat(server.lines()).noneMatch(line -> line.contains(OLD));
        }
    }

    @Test
    @Tag("F043")
    void aStoreThatAsksToSlowDownIsWaitedFor() throws Exception {
        throttled = 4;
        try (DragomanProcess server = server(PARAMETER)) {
            assertThat(ask(server)).isEqualTo(200);
            assertThat(reads).hasValue(5);
        }
    }

    @Test
    @Tag("F040")
    void aSecretThatCanNotBeReadStopsTheStartWithTheSettingsName() {
        throttled = Integer.MAX_VALUE;
        try (DragomanProcess server = DragomanProcess.launch(0, environment(SECRET + "/nowhere-at-all:"), List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("Dragoman can't start: DRAGOMAN_MODEL_API_KEY_SECRET "));
        }
    }

    @Test
    @Tag("F040")
    void aFunctionWhoseSecretCanNotBeReadTellsLambdaWhy() {
        stored = " ";
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = new TreeMap<>(environment(SECRET));
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                RuntimeApiServer.Posted error = lambda.initError(Stack.LIMIT);

                assertThat(Stack.parse(error.text()).path("errorMessage").textValue())
                        .startsWith("DRAGOMAN_MODEL_API_KEY_SECRET names a secret that does not hold one key");
                assertThat(function.exitWithin(Stack.LIMIT)).hasValue(1);
                assertThat(lambda.polls()).isZero();
            }
        }
    }

    @Test
    @Tag("F040")
    void aSecretThatNoHeaderCanCarryStopsTheStartAndIsNotShown() {
        stored = "canary-first-line\\ncanary-second-line";
        try (DragomanProcess server = DragomanProcess.launch(0, environment(PARAMETER), List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("Dragoman can't start: DRAGOMAN_MODEL_API_KEY_SECRET "))
                    .noneMatch(line -> line.contains("canary"));
        }
    }

    private DragomanProcess server(String arn) {
        return DragomanProcess.server(0, environment(arn));
    }

    private Map<String, String> environment(String arn) {
        String endpoint = "http://" + Ports.LOOPBACK + ":" + store.getAddress().getPort();
        return Map.of(
                "DRAGOMAN_MODEL_API_KEY_SECRET",
                arn,
                "DRAGOMAN_MODEL_BASE_URL",
                "http://" + Ports.LOOPBACK + ":" + model.getAddress().getPort() + "/v1",
                "AWS_ENDPOINT_URL",
                endpoint,
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local");
    }

    private void read(HttpExchange exchange) throws IOException {
        boolean secret = exchange.getRequestHeaders().getFirst("X-Amz-Target").startsWith("secretsmanager.");
        if (reads.incrementAndGet() <= throttled) {
            respond(exchange, 400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}");
        } else if (secret) {
            respond(exchange, 200, "{\"SecretString\":\"{\\\"GMI_API_KEY\\\":\\\"" + stored + "\\\"}\"}");
        } else {
            respond(exchange, 200, "{\"Parameter\":{\"Value\":\"" + stored + "\"}}");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        sent.add(key);
        if (key.equals(accepted)) {
            respond(
                    exchange,
                    200,
                    "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
                            + "[{\"type\":\"output_text\",\"text\":\"Ahoy\"}]}]}");
        } else {
            respond(exchange, 401, "{\"error\":{\"message\":\"Wrong key " + key + "\"}}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static HttpServer http(com.sun.net.httpserver.HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(Ports.address(0), 0);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException noPort) {
            throw new java.io.UncheckedIOException(noPort);
        }
    }

    private static int ask(DragomanProcess server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"Hello\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
