package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.Ports;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.S3Server;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Two packaged servers that share a ledger in S3, and pay once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerIT {
    private static final String BUCKET = "shared";
    private static final String CARELESS = "{\"id\":\"careless\",\"body\":{\"input\":\"Hello\"}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final StandInModel model = StandInModel.start(0);
    private final LocalServer s3 = S3Server.start(0);
    private final DragomanProcess one;
    private final DragomanProcess other;

    LedgerIT() {
        try (S3Client client = new Aws(s3.endpoint(), s3.endpoint()).s3Client()) {
            client.createBucket(create -> create.bucket(BUCKET));
        }
        one = DragomanProcess.server(0, environment("330s"));
        other = DragomanProcess.server(0, environment("330s"));
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
        s3.close();
        model.close();
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    @Test
    @Tag("F047")
    void ofTwoServersWithTheSameAskOneCalls() throws Exception {
        model.misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(12)));
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(request(one, "both", "Hello"), HttpResponse.BodyHandlers.ofString());
        Awaitility.await().atMost(Stack.LIMIT).until(() -> model.calls().size() == 1);

        HttpResponse<String> meanwhile = ask(other, "both", "Hello");
        HttpResponse<String> paid = first.get();
        HttpResponse<String> later = ask(other, "both", "Hello");

        assertThat(meanwhile.statusCode()).isEqualTo(409);
        assertThat(meanwhile.body()).contains("in_progress");
        assertThat(meanwhile.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 331L);
        assertThat(later.statusCode()).isEqualTo(200);
        assertThat(later.body()).isEqualTo(paid.body());
        assertThat(model.paid()).isEqualTo(1);
    }

    @Test
    @Tag("F076")
    void anotherBodyUnderTheSameKeyIsRefused() throws Exception {
        ask(one, "mine", "Hello");

        HttpResponse<String> response = ask(other, "mine", "Something else");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("idempotency_mismatch");
        assertThat(model.paid()).isEqualTo(1);
    }

    @Test
    void whatFailedIsNotKept() throws Exception {
        model.misbehave(
                Misbehaviour.error(500).header("x-should-retry", "false").times(1));

        assertThat(ask(one, "again", "Hello").statusCode()).isEqualTo(503);
        assertThat(ask(other, "again", "Hello").statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("F048")
    void aCallWhoseServerWasKilledIsTakenOverAndSaidToBe() throws Exception {
        try (DragomanProcess victim = DragomanProcess.server(0, environment("3s"))) {
            model.misbehave(Misbehaviour.NONE.delayed(Stack.LIMIT).times(1));
            CompletableFuture<HttpResponse<String>> lost =
                    client.sendAsync(request(victim, "killed", "Hello"), HttpResponse.BodyHandlers.ofString());
            Awaitility.await().atMost(Stack.LIMIT).until(() -> model.calls().size() == 1);
            ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();
            assertThat(lost).failsWithin(Stack.LIMIT);

            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> ask(other, "killed", "Hello").statusCode() == 200);

            assertThat(model.calls()).hasSize(2);
            assertThat(other.lines())
                    .anyMatch(line -> line.contains("of ask killed ran out") && line.contains("paid for twice"));
        }
    }

    @Test
    @Tag("F100")
    void aCallThatOutlastsItsLeaseKeepsIt() throws Exception {
        try (DragomanProcess slow = DragomanProcess.server(0, environment("6s"))) {
            model.misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(14)));
            CompletableFuture<HttpResponse<String>> first =
                    client.sendAsync(request(slow, "long", "Hello"), HttpResponse.BodyHandlers.ofString());
            Awaitility.await().atMost(Stack.LIMIT).until(() -> model.calls().size() == 1);

            Awaitility.await().atMost(Stack.LIMIT).until(() -> {
                ask(other, "long", "Hello");
                return first.isDone();
            });

            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(model.paid()).isEqualTo(1);
        }
    }

    @Test
    @Tag("F055")
    void aLedgerThatIsAwayMeansThatNothingIsCalled() throws Exception {
        LocalServer passing = S3Server.start(0);
        Map<String, String> environment = new TreeMap<>(environment("330s"));
        environment.putAll(new Aws(passing.endpoint(), passing.endpoint()).environment());
        try (S3Client client = new Aws(passing.endpoint(), passing.endpoint()).s3Client()) {
            client.createBucket(create -> create.bucket(BUCKET));
        }
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            passing.close();

            HttpResponse<String> response = ask(server, "blind", "Hello");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .as(() -> String.join("\n", server.lines()))
                    .contains("ledger_unavailable");
            assertThat(model.calls()).isEmpty();
        }
    }

    @Test
    void aStoreThatIgnoresConditionsStopsTheStart() throws Exception {
        HttpServer careless = carelessStore();
        try (DragomanProcess server = DragomanProcess.launch(0, environment(careless), List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("Dragoman can't start: DRAGOMAN_LEDGER ")
                            && line.contains("conditional writes"));
        } finally {
            careless.stop(0);
        }
    }

    @Test
    void aFunctionPaysForNothingBesideAStoreThatIgnoresConditions() throws Exception {
        HttpServer careless = carelessStore();
        Map<String, String> environment = environment(careless);
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                RuntimeApiServer.Posted result = lambda.invoke(CARELESS.getBytes(StandardCharsets.UTF_8), Stack.LIMIT);

                assertThat(result.text())
                        .as(() -> String.join("\n", function.lines()))
                        .contains("ledger_refused");
                assertThat(model.calls()).isEmpty();
            }
        } finally {
            careless.stop(0);
        }
    }

    /** A call through a Function URL has no entry in the ledger that would have tried the store out. */
    @Test
    void norDoesItForACallThroughAFunctionUrlUnderABudget(@TempDir Path folder) throws Exception {
        HttpServer careless = carelessStore();
        Map<String, String> environment = environment(careless);
        environment.put(
                "DRAGOMAN_PRICES",
                Files.writeString(
                                folder.resolve("prices.json"),
                                "{\"version\": \"v\", \"models\": [{\"model\": \"*\", \"input\": 1, \"output\": 1}]}")
                        .toString());
        environment.put(
                "DRAGOMAN_BUDGETS",
                Files.writeString(
                                folder.resolve("budgets.json"),
                                "{\"budgets\": [{\"name\": \"all\", \"scope\": \"all\", \"amount\": 1, \"period\": \"day\"}]}")
                        .toString());
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                ObjectNode event = AwsEvents.http("function-url", "/v1/responses", "{\"input\": \"Hello\"}");
                event.withObject("/headers").removeAll();

                assertThat(lambda.invoke(Json.bytes(event), Stack.LIMIT).text()).contains("budgets_refused");
                assertThat(model.calls()).isEmpty();
                assertThat(function.lines())
                        .anyMatch(line -> line.contains("the budgets' store refuses (it ignores conditional writes)"))
                        .noneMatch(line -> line.contains("\tat "));
            }
        } finally {
            careless.stop(0);
        }
    }

    private static HttpServer carelessStore() throws IOException {
        HttpServer careless = HttpServer.create(Ports.address(0), 0);
        careless.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("ETag", "\"always\"");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 404 : 200, -1);
            exchange.close();
        });
        careless.start();
        return careless;
    }

    private Map<String, String> environment(HttpServer store) {
        Map<String, String> environment = environment("330s");
        environment.put(
                "AWS_ENDPOINT_URL_S3",
                "http://" + Ports.LOOPBACK + ":" + store.getAddress().getPort());
        return environment;
    }

    private Map<String, String> environment(String lease) {
        Map<String, String> environment = new TreeMap<>(new Aws(s3.endpoint(), s3.endpoint()).environment());
        environment.put("GMI_API_KEY", StandInModel.KEY);
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        environment.put("DRAGOMAN_LEASE", lease);
        return environment;
    }

    private HttpResponse<String> ask(DragomanProcess server, String key, String input)
            throws IOException, InterruptedException {
        return client.send(request(server, key, input), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(DragomanProcess server, String key, String input) {
        return HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"" + input + "\"}"))
                .build();
    }
}
