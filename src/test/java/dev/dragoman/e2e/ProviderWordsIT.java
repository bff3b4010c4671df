package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.models.responses.ResponseCreateParams;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.Misbehaviour.Kind;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What of the provider's own status, words and headers reaches a caller of the packaged server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderWordsIT {
    private static final String ASK = "{\"input\":\"Hello\"}";
    private static final String STREAM = "{\"input\":\"Hello\",\"stream\":true}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final StandInModel model = StandInModel.start(0);
    private final DragomanProcess server = server(model.baseUrl() + "//");

    @AfterAll
    void stop() {
        server.close();
        model.close();
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {ASK, STREAM})
    void theProvidersHeadersComeWithAnAnswerAndWithAStream(String body) throws Exception {
        model.misbehave(told(Misbehaviour.of(Kind.ANSWER)));

        HttpResponse<String> response = ask(body, "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertTold(response);
    }

    @Test
    void theProvidersHeadersComeWithAnError() throws Exception {
        model.misbehave(told(Misbehaviour.error(422)));

        HttpResponse<String> response = ask(ASK, "");

        assertThat(response.statusCode()).isEqualTo(422);
        assertTold(response);
    }

    @Test
    void aStoredAnswerHasNoneOfThem() throws Exception {
        model.misbehave(told(Misbehaviour.of(Kind.ANSWER)));
        ask(ASK, "told-once");

        HttpResponse<String> again = ask(ASK, "told-once");

        assertThat(model.calls()).hasSize(1);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().map()).doesNotContainKeys("x-request-id", "openai-processing-ms");
    }

    private static Misbehaviour told(Misbehaviour misbehaviour) {
        return misbehaviour
                .header("X-Request-Id", "req_1")
                .header("x-ratelimit-remaining-tokens", "9")
                .header("openai-processing-ms", "12")
                .header("Set-Cookie", "a=b");
    }

    private static void assertTold(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("x-request-id")).contains("req_1");
        assertThat(response.headers().firstValue("x-ratelimit-remaining-tokens"))
                .contains("9");
        assertThat(response.headers().firstValue("openai-processing-ms")).contains("12");
        assertThat(response.headers().firstValue("Dragoman-Request-Id")).isPresent();
        assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 409, 413, 422, 451})
    @Tag("F018")
    void anErrorIsTheProvidersOwn(int status) throws Exception {
        String error = "{\"error\":{\"message\":\"Item 'rs_68af4030592c81938ec0a5fbab4a3e9f05438e46b5f69a3b' and "
                + StandInModel.KEY
                + ".\",\"type\":\"odd\",\"param\":\"input[0]\",\"code\":\"some_code\",\"innererror\":{\"a\":[1]}}}";
        model.misbehave(Misbehaviour.error(status).withBody(error));

        HttpResponse<String> response = ask(ASK, "");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Stack.parse(response.body())).isEqualTo(Stack.parse(error.replace(StandInModel.KEY, "***")));
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    /** The official client tries twice more, unless it is told not to. */
    @ParameterizedTest
    @CsvSource({
        "500, , , 3",
        "529, , true, 3",
        "409, , , 3",
        "408, retry-after-ms, 1, 3",
        "429, Retry-After, 1, 3",
        "429, Retry-After, 3600, 1",
        "429, , , 3",
        "401, , , 1",
        "404, , , 1"
    })
    @Tag("F032")
    void theOfficialClientDoesNotMultiplyTheCalls(int status, String header, String value, int calls) {
        Misbehaviour error = Misbehaviour.error(status);
        model.misbehave(
                header != null
                        ? error.header(header, value)
                        : value != null ? error.header("x-should-retry", value) : error);
        try (DragomanProcess fresh = server(model.baseUrl().toString())) {
            askWithOfficialClient(fresh);

            assertThat(model.calls()).hasSize(calls);
        }
    }

    private static void askWithOfficialClient(DragomanProcess asked) {
        OpenAIClient official = OpenAIOkHttpClient.builder()
                .baseUrl(asked.uri("/v1").toString())
                .apiKey("any")
                .build();
        try {
            assertThatThrownBy(() -> official.responses()
                            .create(ResponseCreateParams.builder()
                                    .model("openai/gpt-5.2-chat")
                                    .input("Hello")
                                    .build()))
                    .isInstanceOf(OpenAIException.class);
        } finally {
            official.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>Not Found</html>",
                "{\"detail\":\"Not Found\"}",
                "{\"error\":{\"message\":\"The model does not exist.\",\"code\":\"model_not_found\"}}"
            })
    void whatTheOperatorHasToMendIsNotKept(String body) throws Exception {
        String id = "mended-" + body.hashCode();
        model.misbehave(Misbehaviour.error(404).withBody(body).times(1));

        HttpResponse<String> refused = ask(ASK, id);
        HttpResponse<String> mended = ask(ASK, id);

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).doesNotContain("<html>");
        assertThat(mended.statusCode()).isEqualTo(200);
        assertThat(server.lines()).anySatisfy(line -> assertThat(line).contains("upstream_not_found", "misconfigured"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"completed\",\"output\":[]}",
                "{\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\",\"summary\":[]}]}",
                "{\"status\":\"completed\",\"output\":[{\"type\":\"web_search_call\",\"status\":\"completed\"}]}",
                "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[]}]}"
            })
    @Tag("F028")
    void anEmptyAnswerIsPassedOnAfterOneCall(String body) throws Exception {
        model.misbehave(Misbehaviour.error(200).withBody(body));

        HttpResponse<String> response = ask(ASK, "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void aPointInTimeIsNotTakenForAWaitOfYears() throws Exception {
        try (DragomanProcess fresh = server(model.baseUrl().toString())) {
            long then = System.currentTimeMillis() / 1000 + 1_000;
            model.misbehave(Misbehaviour.error(429).header("Retry-After", Long.toString(then)));

            HttpResponse<String> response = post(fresh, ASK, "");

            assertThat(response.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(500L, 1_000L);
        }
    }

    @Test
    void aRateLimitKeepsItsName() throws Exception {
        try (DragomanProcess fresh = server(model.baseUrl().toString())) {
            model.misbehave(Misbehaviour.error(429).header("Retry-After", "30"));

            HttpResponse<String> response = post(fresh, ASK, "");

            JsonNode error = Stack.parse(response.body()).path("error");
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(error.path("code").textValue()).isEqualTo("rate_limit_exceeded");
            assertThat(error.path("type").textValue()).isEqualTo("requests");
            assertThat(response.headers().firstValue("x-should-retry")).isEmpty();
        }
    }

    private static DragomanProcess server(String baseUrl) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "GMI_API_KEY",
                StandInModel.KEY,
                "DRAGOMAN_MODEL_BASE_URL",
                baseUrl,
                "DRAGOMAN_MODEL_BREAKER_VOLUME",
                "10000"));
        DragomanProcess process = DragomanProcess.launch(0, environment, List.of("-Xmx128m"));
        process.awaitReady(Stack.LIMIT);
        return process;
    }

    private HttpResponse<String> ask(String body, String id) throws IOException, InterruptedException {
        return post(server, body, id);
    }

    private HttpResponse<String> post(DragomanProcess asked, String body, String id)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(asked.uri("/v1/responses")).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!id.isEmpty()) {
            request.header("Idempotency-Key", id);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
