package dev.dragoman.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.local.DragomanProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that tells its callers' key to everybody, and answers oddly, before the packaged server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileProviderIT {
    private static final String KEY = "canary-Kx7Qz9Vb3Nm5";
    private static final String PART = "Kx7Qz9Vb3N";
    private static final String HIDDEN = "canary-\\u004bx7Qz9Vb3Nm5";
    private static final String PERCENT = KEY.replace("-", "%2d").replace("K", "%4B");
    private static final String BASE64 = Base64.getEncoder().encodeToString(("Bearer " + KEY).getBytes(UTF_8));
    private static final String CHAT =
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Ahoy\"},\"finish_reason\":\"stop\"}]%s}";
    private static final String RESPONSE =
            "{\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
                    + "[{\"type\":\"output_text\",\"text\":\"Ahoy\"}]}]%s}";
    private static final String PIECE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ahoy\"}}]%s}\n\n";
    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]%s}\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final StreamClient streams = new StreamClient();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Consumer<HttpServerResponse> provider = response -> {};
    private DragomanProcess server;

    @BeforeAll
    void start() throws Exception {
        HttpServer model = vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(request -> request.bodyHandler(body -> {
                    calls.incrementAndGet();
                    provider.accept(request.response());
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        server = DragomanProcess.server(
                0,
                Map.of(
                        "DRAGOMAN_MODEL_API_KEY", KEY + "\r\n",
                        "DRAGOMAN_MODEL_BASE_URL", "http://127.0.0.1:" + model.actualPort() + "/v1",
                        "DRAGOMAN_MODEL_BREAKER_VOLUME", "1000"));
    }

    @AfterAll
    void stop() throws Exception {
        streams.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(server.lines()).noneMatch(line -> line.contains(PART));
    }

    @BeforeEach
    void forget() {
        calls.set(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/responses, 400, false",
        "/v1/chat/completions, 422, true",
        "/v1/responses, 401, true",
        "/v1/chat/completions, 500, false",
        "/v1/embeddings, 400, false",
        "/v1/embeddings, 422, true",
        "/v1/models, 403, false"
    })
    @Tag("F018")
    void theKeyIsInNoError(String path, int status, boolean stream) throws Exception {
        for (String key : new String[] {KEY, PART, HIDDEN, PERCENT, BASE64, KEY.toUpperCase(Locale.ROOT)}) {
            provider = response -> response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("x-request-id", "req-" + (key.equals(HIDDEN) ? KEY : key))
                    .putHeader("openai-" + PART, "1")
                    .putHeader("x-should-retry", "false")
                    .end(
                            "{\"error\":{\"message\":\"m %s\",\"type\":\"%s\",\"code\":\"%s\",\"param\":\"%s\",\"%s\":[\"%s\"]}}"
                                    .replace("%s", key));

            HttpResponse<String> response =
                    send(path, "{\"model\":\"m\",\"input\":\"a\",\"messages\":[],\"stream\":" + stream + "}");

            assertKeyless(response.headers().map() + response.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":\"%s\"}}\n\n",
                "event: error\ndata: {\"message\":\"%s\",\"code\":\"%s\"}\n\n",
                "event: error\ndata: no %s\n\n",
                ": no %s\n\ndata: {\"error\":\"%s\"}\n\n",
                "data: no %s\n\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"%s\n\n",
                ": %s\ndata: {\"choices\":[]}\n\n",
                "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"%s\"}}}\n\n"
            })
    @Tag("F018")
    void theKeyIsInNoStream(String failure) throws Exception {
        for (String key : new String[] {KEY, PART, HIDDEN}) {
            for (String path : new String[] {"/v1/chat/completions", "/v1/responses", "/v1/completions"}) {
                String first = path.equals("/v1/responses")
                        ? "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{}}\n\n"
                        : PIECE.replace("%s", "");
                provider = response -> response.putHeader("Content-Type", "text/event-stream")
                        .putHeader("x-request-id", KEY)
                        .end(first + failure.replace("%s", key));

                assertKeyless(streams.post(
                                HttpVersion.HTTP_1_1,
                                server.uri(path),
                                "{\"model\":\"m\",\"input\":\"a\",\"messages\":[],\"stream\":true}")
                        .ended());
            }
        }
    }

    private static void assertKeyless(String told) {
        assertThat(told.toLowerCase(Locale.ROOT))
                .doesNotContain(PART.toLowerCase(Locale.ROOT))
                .doesNotContain(PERCENT.toLowerCase(Locale.ROOT))
                .doesNotContain(BASE64.substring(12).toLowerCase(Locale.ROOT))
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "false", "\"\"", "\"null\"", "[]", "0", "{\"code\":null,\"message\":null}"})
    void anErrorThatSaysNothingBesideAnAnswerIsNone(String error) throws Exception {
        String beside = ",\"error\":" + error;
        for (String path : new String[] {"/v1/chat/completions", "/v1/responses"}) {
            String answer = path.equals("/v1/responses") ? RESPONSE : CHAT;
            provider = response ->
                    response.putHeader("Content-Type", "application/json").end(answer.replace("%s", beside));
            calls.set(0);

            HttpResponse<String> response = send(path, "{\"model\":\"m\",\"input\":\"a\",\"messages\":[]}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("Ahoy");
            assertThat(calls).hasValue(1);
        }
        provider = response -> response.putHeader("Content-Type", "text/event-stream")
                .end("data: {\"error\":" + error + "}\n\n" + (PIECE + STOP).replace("%s", beside) + "data: [DONE]\n\n");
        calls.set(0);

        String stream = send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":true}")
                .body();

        assertThat(stream).contains("Ahoy", "[DONE]").doesNotContain("upstream");
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void headersOfUpTo64KilobytesAreTaken(boolean stream) throws Exception {
        provider = response -> {
            for (int i = 0; i < 60; i++) {
                response.putHeader("x-long-" + i, "a".repeat(1000));
            }
            response.putHeader("x-request-id", "req-1")
                    .putHeader("Content-Type", stream ? "text/event-stream" : "application/json")
                    .end(stream ? (PIECE + STOP).replace("%s", "") + "data: [DONE]\n\n" : CHAT.replace("%s", ""));
        };

        HttpResponse<String> response =
                send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":" + stream + "}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("Ahoy");
        assertThat(response.headers().firstValue("x-request-id")).contains("req-1");
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/responses", "/v1/embeddings", "/v1/models"})
    void longerHeadersAreToldAsThatAndTheModelIsNotCalledAgain(String path) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            calls.set(0);
            provider = response -> response.putHeader("x-long", "a".repeat(70_000))
                    .putHeader("Content-Type", stream ? "text/event-stream" : "application/json")
                    .end("{}");

            HttpResponse<String> response =
                    send(path, "{\"model\":\"m\",\"input\":\"a\",\"messages\":[],\"stream\":" + stream + "}");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("upstream_headers", "64 KiB");
            assertThat(calls).hasValueLessThanOrEqualTo(1);
        }
        assertThat(server.lines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | {\"choices\":[{\"index\":0,\"message\":{\"content\":\"\"},\"finish_reason\":\"error\",\"error\":{\"message\":\"GPU lost\"}}]}",
                "/v1/responses        | {\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"server_error\",\"message\":\"GPU lost\"}}"
            })
    void anAnswerThatFailedIsToldInItsWordsAndPaidForOnce(String path, String answer) throws Exception {
        provider = response ->
                response.putHeader("Content-Type", "application/json").end(answer);

        HttpResponse<String> response = send(path, "{\"model\":\"m\",\"input\":\"a\",\"messages\":[]}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("GPU lost").doesNotContain("status 503");
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(calls).hasValue(1);
    }

    @Test
    void aStreamThatFailedEndsWithTheProvidersWords() throws Exception {
        provider = response -> response.putHeader("Content-Type", "text/event-stream")
                .end(PIECE.replace("%s", "")
                        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\","
                        + "\"error\":{\"message\":\"GPU lost\"}}]}\n\ndata: [DONE]\n\n");

        String told = streams.post(
                        HttpVersion.HTTP_1_1,
                        server.uri("/v1/chat/completions"),
                        "{\"model\":\"m\",\"messages\":[],\"stream\":true}")
                .broken();

        assertThat(told.substring(told.lastIndexOf("data: "))).contains("\"error\"", "GPU lost");
        assertThat(told).doesNotContain("[DONE]");
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {}\n\n", "data: 5\n\n", "data: null\n\n", "data: [DONE]\n\n", "data: what\n\n"})
    void untilAnAnswerBeginsACallHasItsStatusAndIsRepeated(String event) throws Exception {
        provider = response ->
                response.putHeader("Content-Type", "text/event-stream").end(event);

        HttpResponse<String> response =
                send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":true}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(calls).hasValueGreaterThan(1);
    }

    /** Media types are written in any case, and servers made by hand often leave them out. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Text/Event-Stream", "text/plain", "application/octet-stream", "application/json", "", "x/y; a=b"
            })
    void aStreamIsOneWhateverItsTypeSays(String type) throws Exception {
        for (String before : new String[] {"", "\uFEFF", ": ping\n\n", "\n\nevent: message\n", "id: 7\nretry: 10\n"}) {
            calls.set(0);
            provider = response -> response.putHeader("Content-Type", type)
                    .end(before + (PIECE + STOP).replace("%s", "") + "data: [DONE]\n\n");

            HttpResponse<String> response =
                    send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":true}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(response.body()).contains("Ahoy").endsWith("data: [DONE]\n\n");
            assertThat(calls).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", ""})
    void anAnswerThatComesWholeIsOneWhateverItsTypeSays(String type) throws Exception {
        provider = response -> response.putHeader("Content-Type", type).end(CHAT.replace("%s", ""));

        HttpResponse<String> response =
                send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":true}");

        assertThat(response.body()).contains("Ahoy").endsWith("data: [DONE]\n\n");
        assertThat(calls).hasValue(1);
    }

    /** The connection breaks between the head of a stream and its first event. */
    @Test
    void aStreamThatCanNotBeDecodedIsNoErrorOfOurs() throws Exception {
        provider = response -> response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Content-Encoding", "gzip")
                .end("no gzip at all, but long enough to be looked at");

        HttpResponse<String> response =
                send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[],\"stream\":true}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("upstream_broken");
        assertThat(server.lines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
    }

    @ParameterizedTest
    @CsvSource({
        "301, 502, upstream_redirect",
        "304, 502, upstream_redirect",
        "600, 503, upstream_failed",
        "999, 503, upstream_failed"
    })
    void aStatusThatNoCallerCanUseIsToldInWords(int status, int told, String code) throws Exception {
        for (String path : new String[] {"/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/models"}) {
            provider = response -> response.setStatusCode(status)
                    .putHeader("Location", "http://127.0.0.1:1/v1")
                    .end();

            HttpResponse<String> response = send(path, "{\"model\":\"m\",\"input\":\"a\",\"messages\":[]}");

            assertThat(response.statusCode()).isEqualTo(told);
            assertThat(response.body()).contains("\"code\":\"" + code + "\"");
            assertThat(response.headers().firstValue("Location")).isEmpty();
        }
    }

    /** Python writes them, and reads them. */
    @Test
    void whatIsNoNumberIsNull() throws Exception {
        provider = response -> response.putHeader("Content-Type", "application/json")
                .end(CHAT.replace("%s", ",\"logprobs\":[NaN,-Infinity,-0.5]"));

        HttpResponse<String> response = send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");

        assertThat(response.body()).contains("Ahoy", "[null,null,-0.5]");
        assertThat(calls).hasValue(1);
    }

    @Test
    void theListOfModelsIsWithoutTheKey() throws Exception {
        provider = response -> response.putHeader("Content-Type", "application/json")
                .end("{\"object\":\"list\",\"data\":[{\"id\":\"" + KEY + "\"}]}");

        assertKeyless(send("/v1/models", "").body());
    }

    @Test
    void whatAReceiptHasOfAnAnswerIsWithoutTheKeyAndItsTextStays() throws Exception {
        provider = response -> response.putHeader("Content-Type", "application/json")
                .end(CHAT.replace("Ahoy", "Ahoy " + KEY).replace("%s", ",\"model\":\"" + KEY + "\""));

        String body = send("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                .body();

        assertThat(Stack.parse(body).path("model").textValue()).isEqualTo("***");
        assertThat(body).contains("Ahoy " + KEY);
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        return client.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri(path)).header("Content-Type", "application/json");
        return path.endsWith("models")
                ? request.build()
                : request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }
}
