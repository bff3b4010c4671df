package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.Misbehaviour.Kind;
import dev.dragoman.local.model.StandInModel;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often the packaged server sends a request, as the model counts it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetryIT {
    private static final int LARGEST = 1024 * 1024;

    private final StandInModel model = StandInModel.start(0);
    private final DragomanProcess server = server(model.baseUrl().toString(), Map.of());

    @AfterAll
    void stop() {
        server.close();
        model.close();
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    @Test
    @Tag("F012")
    void theProvidersWaitIsWaitedAndThenItAnswers() throws Exception {
        model.misbehave(Misbehaviour.error(429).header("Retry-After", "1").times(1));

        assertThat(ask(server).statusCode()).isEqualTo(200);
        assertThat(model.calls()).hasSize(2);
        Duration between = Duration.between(
                model.calls().get(0).time(), model.calls().get(1).time());
        assertThat(between).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 500, 529})
    @Tag("F016")
    @Tag("F017")
    void whatPassesIsTriedAgain(int status) throws Exception {
        model.misbehave(Misbehaviour.error(status).header("retry-after-ms", "1").times(2));

        assertThat(ask(server).statusCode()).isEqualTo(200);
        assertThat(model.calls()).hasSize(3);
    }

    @Test
    @Tag("F016")
    @Tag("F032")
    void threeRequestsAreTheMostWhateverElseIsConfigured() throws Exception {
        model.misbehave(Misbehaviour.error(503).header("retry-after-ms", "1"));

        HttpResponse<String> response = ask(server);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("upstream_failed");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(model.calls()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"500, false, 1", "400, true, 3", "401, , 1", "403, , 1", "404, , 1", "422, , 1"})
    @Tag("F017")
    void theProvidersWordWinsAndElseTheStatusDecides(int status, String shouldRetry, int calls) throws Exception {
        Misbehaviour error = Misbehaviour.error(status).header("retry-after-ms", "1");
        model.misbehave(shouldRetry == null ? error : error.header("x-should-retry", shouldRetry));

        ask(server);

        assertThat(model.calls()).hasSize(calls);
    }

    @Test
    @Tag("F015")
    void anEmptyAccountIsAskedOnce() throws Exception {
        model.misbehave(Misbehaviour.error(429)
                .header("Retry-After", "1")
                .withBody("{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"No credit.\"}}"));

        HttpResponse<String> response = ask(server);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).contains("insufficient_quota", "No credit.");
        assertThat(model.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"EMPTY", "HTML", "TRUNCATED_JSON"})
    @Tag("F007")
    @Tag("F009")
    @Tag("F010")
    void whatIsNoAnswerIsAskedForOnceMore(Kind kind) throws Exception {
        model.misbehave(Misbehaviour.of(kind));

        HttpResponse<String> response = ask(server);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("_answer").doesNotContain("<html");
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    @Tag("F006")
    void aResetBeforeTheAnswerIsTriedAgain() throws Exception {
        model.misbehave(Misbehaviour.of(Kind.ANSWER).cutAfterBytes(0).times(1));

        assertThat(ask(server).statusCode()).isEqualTo(200);
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    @Tag("F006")
    void aStreamOfWhichNothingWasHeardIsTriedAgain() throws Exception {
        model.misbehave(Misbehaviour.of(Kind.ANSWER).cutAfterEvents(0).times(1));

        assertThat(stream(server).body()).contains("response.completed").doesNotContain("event: error");
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    @Tag("F006")
    void aStreamThatHasBegunIsNot() throws Exception {
        model.misbehave(Misbehaviour.of(Kind.ANSWER).cutAfterEvents(3));

        assertThat(brokenStream(server)).contains("event: error").doesNotContain("response.completed");
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    @Tag("F006")
    void anErrorBeforeTheFirstEventIsAnErrorAndNoStream() throws Exception {
        model.misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));

        HttpResponse<String> response = stream(server);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    @Tag("F021")
    void anAnswerWithoutEndIsNotReadToItsEnd(String contentType) throws Exception {
        try (ScriptedModel endless = ScriptedModel.start();
                DragomanProcess small = server(endless.baseUrl(), Map.of("DRAGOMAN_MODEL_MAX_ANSWER", "1M"))) {
            Thread flood = new Thread(() -> pour(endless, contentType));
            flood.start();

            String answer = contentType.startsWith("text")
                    ? brokenStream(small)
                    : ask(small).body();
            flood.join(Stack.LIMIT.toMillis());

            assertThat(flood.isAlive()).isFalse();
            assertThat(answer).contains("answer_too_large");
        }
    }

    // Until the connection is broken: a server that read on would be poured full.
    private static void pour(ScriptedModel endless, String contentType) {
        String event = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\""
                + "x".repeat(LARGEST / 16) + "\"}\n\n";
        try {
            ScriptedModel.Call call = endless.next().head("200 OK", contentType);
            while (true) {
                call.write(event);
            }
        } catch (IOException | InterruptedException broken) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Tag("F014")
    @Tag("F031")
    void aWaitThatIsTooLongIsHandedOnAndHeededByAll() throws Exception {
        try (DragomanProcess fresh = server(model.baseUrl().toString(), Map.of())) {
            model.misbehave(Misbehaviour.error(429).header("Retry-After", "3600"));

            HttpResponse<String> first = ask(fresh);
            HttpResponse<String> second = ask(fresh);

            assertThat(first.statusCode()).isEqualTo(429);
            assertThat(first.headers().firstValueAsLong("Retry-After")).hasValue(3_600);
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 60L);
            assertThat(model.calls()).hasSize(1);
        }
    }

    @Test
    @Tag("F031")
    void aModelThatIsDownIsLeftAloneAndFoundAgain() throws Exception {
        Map<String, String> nervous = Map.of("DRAGOMAN_MODEL_BREAKER_VOLUME", "4", "DRAGOMAN_MODEL_BREAKER_REST", "8s");
        try (DragomanProcess fresh = server(model.baseUrl().toString(), nervous)) {
            model.misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));
            for (int i = 0; i < 4; i++) {
                ask(fresh);
            }
            HttpResponse<String> kept = ask(fresh);

            assertThat(kept.statusCode()).isEqualTo(503);
            assertThat(kept.body()).contains("upstream_down");
            assertThat(model.calls()).hasSize(4);
            assertThat(fresh.lines()).anySatisfy(line -> assertThat(line).contains("WARN", "keeps failing", "8000 ms"));

            model.reset();
            org.awaitility.Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> ask(fresh).statusCode() == 200);
            org.awaitility.Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> fresh.lines().stream().anyMatch(line -> line.contains("answers again")));
        }
    }

    private static DragomanProcess server(String baseUrl, Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "GMI_API_KEY",
                StandInModel.KEY,
                "DRAGOMAN_MODEL_BASE_URL",
                baseUrl,
                "DRAGOMAN_MODEL_BREAKER_VOLUME",
                "10000"));
        environment.putAll(settings);
        DragomanProcess process = DragomanProcess.launch(0, environment, List.of("-Xmx128m"));
        process.awaitReady(Stack.LIMIT);
        return process;
    }

    private static HttpResponse<String> ask(DragomanProcess server) throws IOException, InterruptedException {
        return post(server, "{\"input\":\"Hello\"}");
    }

    private static HttpResponse<String> stream(DragomanProcess server) throws IOException, InterruptedException {
        return post(server, "{\"input\":\"Hello\",\"stream\":true}");
    }

    /** The events of a stream that breaks off. */
    private static String brokenStream(DragomanProcess server) throws Exception {
        try (StreamClient client = new StreamClient()) {
            return client.post(
                            HttpVersion.HTTP_1_1, server.uri("/v1/responses"), "{\"input\":\"Hello\",\"stream\":true}")
                    .broken();
        }
    }

    private static HttpResponse<String> post(DragomanProcess server, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
