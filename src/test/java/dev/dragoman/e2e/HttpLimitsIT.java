package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door under too much, too large and too slow, on the packaged artifact. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpLimitsIT {
    private static final int PLACES = 4;
    private static final int LARGEST = 100_000;
    private static final String ASK = "{\"input\":\"Hello\"}";

    private final StandInModel model = StandInModel.start(0);
    private final HttpClient client = HttpClient.newHttpClient();
    private final DragomanProcess server;

    HttpLimitsIT() {
        Map<String, String> environment = environment(model.baseUrl());
        environment.put("DRAGOMAN_HTTP_CONCURRENCY", Integer.toString(PLACES));
        environment.put("DRAGOMAN_HTTP_MAX_BODY", Integer.toString(LARGEST));
        environment.put("DRAGOMAN_HTTP_BODY_TIMEOUT", "2s");
        environment.put("DRAGOMAN_MODEL_MAX_OUTPUT_TOKENS", "1000");
        environment.put("DRAGOMAN_MODEL_ALLOWED", "openai/other");
        server = DragomanProcess.server(0, environment);
    }

    private static Map<String, String> environment(URI baseUrl) {
        return new TreeMap<>(Map.of(
                "GMI_API_KEY",
                StandInModel.KEY,
                "DRAGOMAN_MODEL_BASE_URL",
                baseUrl.toString(),
                "DRAGOMAN_MODEL_MAX_ATTEMPTS",
                "1",
                "AWS_REGION",
                "us-east-1"));
    }

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
    @Tag("F078")
    void moreCallsThanThereIsRoomForAreToldToComeBackAndTheOthersFinish() {
        model.misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(10)));
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            calls.add(client.sendAsync(ask(ASK), HttpResponse.BodyHandlers.ofString()));
        }
        Awaitility.await().atMost(Stack.LIMIT).until(() -> model.calls().size() == PLACES);

        HttpResponse<String> refused =
                client.sendAsync(ask(ASK), HttpResponse.BodyHandlers.ofString()).join();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("\"code\":\"too_busy\"");
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        assertThat(send(ASK).statusCode()).isEqualTo(200);
        assertThat(get("/q/metrics").body()).contains("dragoman_http_refused_total{code=\"too_busy\"}");
    }

    @Test
    @Tag("F067")
    void aBodyThatSaysItIsTooLargeIsRefusedUnread() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Content-Length: 1000000000"));

            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
        assertThat(model.calls()).isEmpty();
    }

    @Test
    @Tag("F067")
    void aFloodOfChunksIsBrokenOff() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Transfer-Encoding: chunked"));
            String chunk = "2710\r\n" + " ".repeat(10_000) + "\r\n";
            int sent = 0;
            try {
                while (sent < 10_000 && socket.getInputStream().available() == 0) {
                    write(socket, chunk);
                    sent++;
                }
            } catch (IOException brokenOff) {
                assertThat(sent).isPositive();
            }

            assertThat(answer(socket)).startsWith("HTTP/1.1 413");
            assertThat(sent).isLessThan(10_000);
        }
        assertThat(model.calls()).isEmpty();
        awaitAllPlacesFree();
    }

    /** Each part as an array of its own would take 28 bytes, more than this heap has. */
    @Test
    @Tag("F067")
    void aBodyOfSingleBytesTakesNoMoreMemoryThanAnyOther() throws Exception {
        int bytes = 4_500_000;
        Map<String, String> environment = environment(model.baseUrl());
        environment.put("DRAGOMAN_HTTP_MAX_BODY", "5000000");
        try (DragomanProcess small = DragomanProcess.launch(0, environment, List.of("-Xmx96m"));
                Socket socket = new Socket()) {
            small.awaitReady(Stack.LIMIT);
            socket.connect(Ports.address(small.port()));
            socket.setSoTimeout(Math.toIntExact(Stack.LIMIT.toMillis()));
            write(socket, head("Transfer-Encoding: chunked"));
            write(socket, "%x\r\n%s\r\n".formatted(ASK.length(), ASK));
            String thousand = "1\r\n \r\n".repeat(1_000);
            for (int sent = 0; sent < bytes; sent += 1_000) {
                write(socket, thousand);
            }
            write(socket, "0\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
            assertThat(small.alive()).isTrue();
        }
    }

    /** Each response has 140 KB. All of them would be more than this process may have. */
    @Test
    void requestsOfAClientThatDoesNotReadWaitUntilItDoes() throws Exception {
        int requests = 1_000;
        try (DragomanProcess small = DragomanProcess.launch(
                        0, environment(model.baseUrl()), List.of("-Xmx96m", "-XX:MaxDirectMemorySize=48m"));
                Socket socket = new Socket()) {
            small.awaitReady(Stack.LIMIT);
            socket.setReceiveBufferSize(10_000);
            socket.connect(Ports.address(small.port()));
            socket.setSoTimeout(Math.toIntExact(Stack.LIMIT.toMillis()));
            String request = "GET /console/lib/uplot.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
            write(socket, request.repeat(requests - 1) + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

            URI health = URI.create("http://127.0.0.1:%d/q/health/live".formatted(small.port()));
            assertThat(client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(count("HTTP/1.1 200 OK", socket.getInputStream())).isEqualTo(requests);
            assertThat(small.alive()).isTrue();
        }
    }

    private static int count(String text, InputStream in) throws IOException {
        int found = 0;
        int matched = 0;
        InputStream buffered = new BufferedInputStream(in);
        for (int next = buffered.read(); next >= 0; next = buffered.read()) {
            matched = next == text.charAt(matched) ? matched + 1 : next == text.charAt(0) ? 1 : 0;
            if (matched == text.length()) {
                found++;
                matched = 0;
            }
        }
        return found;
    }

    @Test
    @Tag("F068")
    void aBodyThatDripsIsGivenUpWhileOthersAreAnswered() throws Exception {
        try (Socket slow = connect()) {
            write(slow, head("Content-Length: 1000") + "{");

            assertThat(send(ASK).statusCode()).isEqualTo(200);
            assertThat(answer(slow)).startsWith("HTTP/1.1 408").contains("request_too_slow");
        }
    }

    @Test
    @Tag("F068")
    void headsThatDripHoldUpNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = connect();
                write(socket, "POST /v1/responses HTTP/1.1\r\nHost: a\r\nX-Drip: ");
                slow.add(socket);
            }
            assertThat(send(ASK).statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    @Tag("F078")
    void whoGoesAwayLeavesTheirPlace() throws Exception {
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG));
        for (int i = 0; i < PLACES; i++) {
            try (Socket inBody = connect();
                    Socket inAnswer = connect()) {
                write(inBody, head("Content-Length: 1000") + "{");
                write(inAnswer, head("Content-Length: " + ASK.length()) + ASK);
            }
        }
        CompletableFuture<HttpResponse<String>> overHttp2 =
                client.sendAsync(ask(ASK), HttpResponse.BodyHandlers.ofString());
        overHttp2.cancel(true);
        awaitAllPlacesFree();
    }

    // Each call stays for a second, so all succeed only if each has a place of its own.
    private void awaitAllPlacesFree() {
        model.reset();
        model.misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(1)));
        Awaitility.await().atMost(Stack.LIMIT).until(() -> {
            List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, PLACES)
                    .mapToObj(n -> client.sendAsync(ask(ASK), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            return calls.stream().allMatch(call -> call.join().statusCode() == 200);
        });
    }

    @Test
    @Tag("F069")
    void whatNoParserShouldTakeIsRefused() {
        List<String> bodies = List.of(
                "[".repeat(50_000) + "]".repeat(50_000),
                "{\"input\":" + "[".repeat(40_000) + "]".repeat(40_000) + "}",
                "{\"input\":" + "1".repeat(90_000) + "}",
                "{\"input\":\"a\",\"input\":\"b\"}",
                "{\"input\":\"\\ud800\"}",
                "{\"input\":\"a\u0000\"}");

        assertThat(bodies).allSatisfy(body -> {
            HttpResponse<String> response = send(body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("\"code\":\"invalid_json\"");
        });
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
    void anotherMethodIsToldSo(String method) throws Exception {
        try (Socket socket = connect()) {
            write(socket, method + " /v1/responses HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 405").contains("method_not_allowed");
        }
    }

    @Test
    void aSmallBodyThatIsRefusedLeavesTheConnectionToTheNextCall() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "PUT /v1/responses HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{");
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 405");

            write(socket, "}" + head("Content-Length: " + ASK.length()) + ASK);

            assertThat(answer(socket)).contains("method_not_allowed").contains("HTTP/1.1 200");
        }
    }

    @Test
    void aClientThatIsRefusedBeforeItSendsItsBodyIsToldThatTheConnectionEnds() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "PUT /v1/responses HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 405").containsIgnoringCase("connection: close");
        }
    }

    @Test
    @Tag("F068")
    void whoIsTooSlowIsToldThatTheConnectionEnds() throws Exception {
        try (Socket slow = connect()) {
            write(slow, "POST /v1/responses HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");

            assertThat(answer(slow)).startsWith("HTTP/1.1 408").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aClientThatWaitsForAContinueIsToldToGoOn() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Content-Length: " + ASK.length() + "\r\nExpect: 100-continue"));
            byte[] first = socket.getInputStream().readNBytes(12);
            assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");

            write(socket, ASK);

            assertThat(answer(socket)).contains("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input':'Hello','max_output_tokens':1000000000} | value_too_large",
                "{'input':'Hello','model':'openai/expensive'}     | model_not_allowed",
                "{'input':'Hello','temperature':NaN}              | invalid_json",
                "{'messages':[{'role':'user','content':'Hello'}],'n':100} | value_too_large"
            })
    @Tag("F074")
    void whatTheOperatorDoesNotPayForIsRefused(String body, String code) {
        String path = body.contains("messages") ? "/v1/chat/completions" : "/v1/responses";
        HttpResponse<String> response = send(path, body.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(model.calls()).isEmpty();
        assertThat(send("{\"input\":\"Hello\",\"model\":\"openai/other\"}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("F073")
    void aRedirectIsNotFollowedAndTheKeyStaysHere(boolean streamed) throws Exception {
        try (ScriptedModel redirecting = ScriptedModel.start();
                DragomanProcess redirected =
                        DragomanProcess.server(0, environment(URI.create(redirecting.baseUrl())))) {
            HttpRequest request = HttpRequest.newBuilder(redirected.uri("/v1/responses"))
                    .header("x-portkey-custom-host", model.baseUrl().toString())
                    .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"Hello\",\"stream\":" + streamed
                            + ",\"api_base\":\"" + model.baseUrl() + "\",\"base_url\":\"" + model.baseUrl() + "\"}"))
                    .build();
            CompletableFuture<HttpResponse<String>> response =
                    client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            redirecting
                    .next()
                    .head("307 Temporary Redirect\r\nLocation: " + model.baseUrl() + "/responses", "application/json")
                    .end();

            assertThat(response.join().statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(model.calls()).isEmpty();
        }
    }

    private HttpRequest ask(String body) {
        return ask("/v1/responses", body);
    }

    private HttpRequest ask(String path, String body) {
        return HttpRequest.newBuilder(server.uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(String body) {
        return send("/v1/responses", body);
    }

    private HttpResponse<String> send(String path, String body) {
        return client.sendAsync(ask(path, body), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private HttpResponse<String> get(String path) {
        return client.sendAsync(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(Ports.address(server.port()));
        socket.setSoTimeout(Math.toIntExact(Stack.LIMIT.toMillis()));
        return socket;
    }

    private static String head(String header) {
        return "POST /v1/responses HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    // As far as it comes: whoever was sending when it came may find the connection cut.
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.append((char) next);
            }
        } catch (java.net.SocketException cut) {
            answer.append("\n[cut]");
        }
        return answer.toString();
    }
}
