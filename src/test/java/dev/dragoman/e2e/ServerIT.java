package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged artifact as a server: the HTTP door. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerIT {
    private static final String CANARY = "canary-7f3a-caravanserai";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Stack stack;
    private final DragomanProcess server;

    ServerIT(Stack stack) {
        this.stack = stack;
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("GMI_API_KEY", "provider-key-" + CANARY);
        server = DragomanProcess.server(0, environment);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @Test
    void aResponsesCallIsAnsweredAsTheProviderAnswered() {
        HttpResponse<String> response = post("/v1/responses", "{\"input\":\"What is a dragoman?\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = Stack.parse(response.body());
        assertThat(body.path("object").textValue()).isEqualTo("response");
        assertThat(body.path("model").textValue()).isEqualTo("openai/gpt-5.2-chat");
        assertThat(response.headers().firstValue("Dragoman-Request-Id")).isPresent();
        assertThat(response.headers().firstValue("Dragoman-Adjusted")).isEmpty();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void aChatCallIsAnsweredAndWhatWasTranslatedIsSaid() {
        HttpResponse<String> response = post(
                "/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":40}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Stack.parse(response.body()).path("object").textValue()).isEqualTo("chat.completion");
        assertThat(response.headers().firstValue("Dragoman-Adjusted"))
                .contains("max_tokens sent as max_completion_tokens");
    }

    @Test
    void fieldsThatDragomanDoesNotKnowReachTheProviderUntouched() {
        post("/v1/responses", "{\"input\":\"Hello\",\"new_field\":{\"a\":[1,0.1,1e400,9007199254740993]}}");

        assertThat(stack.local().model().calls().get(0).text())
                .contains("\"new_field\":{\"a\":[1,0.1,1E+400,9007199254740993]}");
    }

    @Test
    @Tag("F073")
    void theProvidersKeyIsSentAndTheClientsIsNot() {
        request("POST", "/v1/responses", "{\"input\":\"Hello\"}", "Authorization", "Bearer clients-own-key");

        assertThat(stack.local().model().calls().get(0).header("authorization"))
                .contains("Bearer provider-key-" + CANARY);
    }

    @Test
    void modelsAreListed() {
        HttpResponse<String> response = request("GET", "/v1/models", null);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Stack.parse(response.body()).path("data").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/responses        | {                                    | 400 | invalid_json",
                "POST | /v1/responses        | []                                   | 400 | invalid_json",
                "POST | /v1/responses        | {\"messages\":[]}                    | 400 | unsupported_value",
                "POST | /v1/responses        | {\"input\":\"a\",\"model\":3}        | 400 | invalid_model",
                "POST | /v1/moderations      | {}                                   | 404 | unknown_url",
                "GET  | /v1/responses        |                                      | 405 | method_not_allowed"
            })
    void aWrongCallIsToldWhatIsWrong(String method, String path, @Nullable String body, int status, String code) {
        HttpResponse<String> response = request(method, path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = Stack.parse(response.body()).path("error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("message").textValue()).isNotBlank().doesNotContain("Exception");
        assertThat(stack.local().model().chargeable()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"400, 400", "404, 404", "422, 422", "401, 401", "403, 403", "429, 429", "500, 503", "503, 503"})
    void aProvidersErrorHasTheStatusOfTheContract(int sent, int received) {
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(sent)
                        .inNestedShape()
                        .header("x-should-retry", "false")
                        .header("Retry-After", "0"));

        HttpResponse<String> response = post("/v1/responses", "{\"input\":\"Hello\"}");

        assertThat(response.statusCode()).isEqualTo(received);
        assertThat(Stack.parse(response.body()).at("/error/message").textValue())
                .isNotBlank();
        assertThat(response.headers().firstValue("Retry-After").isPresent())
                .isEqualTo(received == 429 || received == 503);
        assertThat(stack.local().model().chargeable()).as("calls").isEqualTo(1);
    }

    @Test
    @Tag("F008")
    void anErrorInsideATwoHundredIsAnError() {
        stack.local().model().misbehave(Misbehaviour.error(200));

        assertThat(post("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .statusCode())
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void aBrokenConnectionIsUnavailable() {
        stack.local().model().misbehave(Misbehaviour.NONE.cutAfterBytes(0));

        HttpResponse<String> response = post("/v1/responses", "{\"input\":\"Hello\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void healthAndMetricsAreThere() {
        post("/v1/responses", "{\"input\":\"Hello\"}");

        assertThat(request("GET", "/q/health", null).statusCode()).isEqualTo(200);
        assertThat(request("GET", "/q/metrics", null).body())
                .contains("dragoman_asks_seconds_count{door=\"http\",outcome=\"completed\"")
                .contains("gen_ai_client_token_usage_count{dragoman_estimated=\"false\"");
    }

    @Test
    @Tag("F094")
    void everyAskLeavesOneStructuredLogLineWithoutContentOrKey() {
        HttpResponse<String> response = post("/v1/responses", "{\"input\":\"Tell me of the " + CANARY + "\"}");
        String id = response.headers().firstValue("Dragoman-Request-Id").orElseThrow();

        Awaitility.await().atMost(Stack.LIMIT).until(() -> !linesOf(id).isEmpty());

        List<String> lines = linesOf(id);
        assertThat(lines).hasSize(1);
        JsonNode line = Stack.parse(lines.get(0));
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("timestamp", "loggerName", "level", "message", "threadName", "mdc");
        JsonNode fields = line.path("mdc");
        assertThat(fields.path("door").textValue()).isEqualTo("http");
        assertThat(fields.path("outcome").textValue()).isEqualTo("completed");
        assertThat(fields.path("endpoint").textValue()).isEqualTo("responses");
        assertThat(fields.path("inputTokens").textValue()).matches("[1-9][0-9]*");
        assertThat(fields.path("outputTokens").textValue()).matches("[1-9][0-9]*");
        assertThat(fields.path("millis").textValue()).matches("[0-9]+");
        assertThat(server.lines()).noneMatch(any -> any.contains(CANARY));
    }

    private List<String> linesOf(String id) {
        return server.lines().stream().filter(line -> line.contains(id)).toList();
    }

    @Test
    @Tag("F070")
    @Tag("F071")
    void camelHeadersAndExpressionsAreOnlyText() {
        HttpResponse<String> response = request(
                "POST",
                "/v1/responses",
                "{\"input\":\"${body} {{dragoman.model.api-key}} $simple{sys.user.home}\"}",
                "CamelBeanMethodName",
                "refuse",
                "cAmElHttpUri",
                "http://127.0.0.1:1/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(stack.local().model().calls().get(0).json().path("input").textValue())
                .isEqualTo("${body} {{dragoman.model.api-key}} $simple{sys.user.home}");
    }

    @Test
    @Tag("F042")
    void callsAtTheSameTimeShareNothing() {
        // After another test's 429 only one call at a time is let through, until one succeeds.
        post("/v1/responses", "{\"input\":\"Hello\"}");
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            List<CompletableFuture<String>> answers = IntStream.range(0, 500)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                HttpResponse<String> response = request(
                                        "POST",
                                        "/v1/responses",
                                        "{\"input\":\"My number is no-" + i + "-.\"}",
                                        "Idempotency-Key",
                                        "key-" + i);
                                return response.headers()
                                                .firstValue("Dragoman-Request-Id")
                                                .orElse("")
                                        + response.body();
                            },
                            callers))
                    .toList();

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).startsWith("key-" + i + "{").contains("My number is no-" + i + "-.");
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    @Tag("F077")
    void withClientKeysACallWithoutOneIsRefused() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        // SHA-256 of "open sesame"
        environment.put("DRAGOMAN_HTTP_KEYS", "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb");
        try (DragomanProcess locked = DragomanProcess.server(0, environment)) {
            String uri = locked.uri("/v1/models").toString();

            assertThat(send(HttpRequest.newBuilder(URI.create(uri))).statusCode())
                    .isEqualTo(401);
            assertThat(send(HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Bearer open sesame"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> post(String path, String body) {
        return request("POST", path, body);
    }

    private HttpResponse<String> request(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
