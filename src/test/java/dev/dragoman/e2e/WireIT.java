package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients and servers do on the wire beside plain requests, on the packaged artifact. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireIT {
    private static final String KEY = "open sesame";
    private static final String ORIGIN = "https://chat.example.com";
    private static final String ASK = "{\"input\":\"Hello\"}";
    private static final String STREAMED = "{\"input\":\"Hello\",\"stream\":true}";
    private static final int LARGEST = 100_000;

    private static final String ANSWER = """
            {"id": "resp_1", "object": "response", "model": "m", "status": "completed",
             "output": [{"type": "message", "role": "assistant",
                         "content": [{"type": "output_text", "text": "Ahoy", "annotations": []}]}],
             "usage": {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12}}""";

    private static final String EVENTS = "event: response.output_text.delta\ndata: {\"type\":"
            + "\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Ahoy\"}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
            + ANSWER.replace("\n", "") + "}\n\n";

    /** One call that the provider got. */
    private record Received(Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    /** Makes the provider's answer of its text. */
    private interface Encoder {
        byte[] encode(byte[] plain) throws IOException;
    }

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final HttpServer provider;
    private final DragomanProcess server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile String encoding = "";
    private volatile Encoder encoder = plain -> plain;
    private volatile String answer = ANSWER;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    WireIT() throws IOException {
        provider = HttpServer.create(Ports.address(0), 0);
        provider.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "provider");
            thread.setDaemon(true);
            return thread;
        }));
        provider.createContext("/v1/responses", this::respond);
        provider.start();
        Map<String, String> environment = environment();
        environment.put(
                "DRAGOMAN_HTTP_KEYS",
                "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb,"
                        + "f7d0a3282d9cedcc14f8bef5b9099186f51c6d1ab213d309c7c8b24e30647359");
        environment.put("DRAGOMAN_HTTP_ORIGINS", ORIGIN + ",http://localhost:3000");
        environment.put("DRAGOMAN_HTTP_FORWARD_HEADERS", "X-Client-Request-Id,OpenAI-Project");
        environment.put("DRAGOMAN_HTTP_MAX_BODY", Integer.toString(LARGEST));
        environment.put("DRAGOMAN_HTTP_MAX_BODIES", Integer.toString(LARGEST * 5 / 2));
        environment.put("DRAGOMAN_MODEL_MAX_ANSWER", "1M");
        server = DragomanProcess.server(0, environment);
    }

    private Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "GMI_API_KEY",
                "provider-key",
                "DRAGOMAN_MODEL_BASE_URL",
                "http://" + Ports.LOOPBACK + ":" + provider.getAddress().getPort() + "/v1",
                "DRAGOMAN_MODEL_MAX_ATTEMPTS",
                "1",
                "AWS_REGION",
                "us-east-1"));
    }

    private void respond(HttpExchange call) throws IOException {
        try (call) {
            ByteArrayOutputStream beginning = new ByteArrayOutputStream();
            InputStream in = call.getRequestBody();
            beginning.writeBytes(in.readNBytes(2 * LARGEST));
            in.transferTo(OutputStream.nullOutputStream());
            String body = beginning.toString(StandardCharsets.UTF_8);
            received.add(new Received(call.getRequestHeaders(), body));
            gate.await();
            boolean streamed = body.contains("\"stream\":true");
            byte[] bytes = encoder.encode((streamed ? EVENTS : answer).getBytes(StandardCharsets.UTF_8));
            call.getResponseHeaders().set("Content-Type", streamed ? "text/event-stream" : "application/json");
            if (!encoding.isEmpty()) {
                call.getResponseHeaders().set("Content-Encoding", encoding);
            }
            call.sendResponseHeaders(200, streamed ? 0 : bytes.length);
            call.getResponseBody().write(bytes);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    void stop() {
        server.close();
        provider.stop(0);
    }

    @BeforeEach
    void theProviderBehaves() {
        received.clear();
        encoding = "";
        encoder = plain -> plain;
        answer = ANSWER;
        gate = new CountDownLatch(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void anEncodedRequestIsRead(String coding) throws Exception {
        HttpResponse<String> response = send(ask(encoded(coding, ASK)).header("Content-Encoding", coding));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(received.take().body()).contains("\"input\":\"Hello\"");
    }

    @ParameterizedTest
    @CsvSource({"gzip, 413, request_too_large", "br, 415, unsupported_encoding", "deflate, 400, invalid_json"})
    @Tag("F067")
    void aBombAndWhatCanNotBeDecodedAreToldSo(String coding, int status, String code) throws Exception {
        byte[] bomb = encoded("gzip", " ".repeat(50_000_000));

        HttpResponse<String> response = send(ask(bomb).header("Content-Encoding", coding));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"").doesNotContain("UTF-8");
        assertThat(received).isEmpty();
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        assertThat(send(ask(("\uFEFF" + ASK).getBytes(StandardCharsets.UTF_8))).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"gzip, false", "gzip, true", "deflate, false", "deflate, true"})
    void anEncodedAnswerIsRead(String coding, boolean streamed) throws Exception {
        encoding = coding;
        encoder = plain -> encoded(coding, new String(plain, StandardCharsets.UTF_8));

        HttpResponse<String> response = send(ask((streamed ? STREAMED : ASK).getBytes(StandardCharsets.UTF_8)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(response.body()).contains("Ahoy").contains("resp_1");
        assertThat(received.take().header("Accept-encoding")).isEqualTo("identity");
    }

    @Test
    void anEncodedAnswerIsCountedAfterDecoding() throws Exception {
        encoding = "gzip";
        encoder = plain -> encoded("gzip", " ".repeat(20_000_000));

        HttpResponse<String> response = send(ask(ASK.getBytes(StandardCharsets.UTF_8)));

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("answer_too_large");
    }

    @Test
    void aLargeAnswerIsPassedOn() throws Exception {
        answer = ANSWER.replace("Ahoy", "Ahoy".repeat(50_000));

        assertThat(send(ask(ASK.getBytes(StandardCharsets.UTF_8))).body()).contains("Ahoy".repeat(50_000));
    }

    @Test
    void aContinueIsSentOnce() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("HTTP/1.1", "Content-Length: " + ASK.length() + "\r\nExpect: 100-continue"));
            String interim = begin(socket, 25);
            assertThat(interim).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            write(socket, ASK);

            assertThat(answer(socket)).startsWith("HTTP/1.1 200").doesNotContain("HTTP/1.1 100");
        }
        HttpRequest expecting =
                ask(ASK.getBytes(StandardCharsets.UTF_8)).expectContinue(true).build();
        assertThat(client.send(expecting, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    /** Nobody can tell where such a body ends, so nothing behind it is taken for a call. */
    @ParameterizedTest
    @ValueSource(
            strings = {"identity", "xchunked", "gzip, chunked", "chunked\r\nTransfer-Encoding: chunked", "chunked;q=1"})
    void aBodyInAnUnknownTransferEncodingEndsTheConnection(String coding) throws Exception {
        for (String path : List.of("/v1/responses", "/q/health/live")) {
            try (Socket socket = connect()) {
                write(
                        socket,
                        head("HTTP/1.1", "Transfer-Encoding: " + coding)
                                        .replace("Connection: close\r\n", "")
                                        .replace("/v1/responses", path)
                                + "0\r\n\r\n"
                                + head("HTTP/1.1", "Content-Length: " + ASK.length())
                                + ASK);

                assertThat(answer(socket))
                        .startsWith("HTTP/1.1 501")
                        .containsIgnoringCase("connection: close")
                        .contains("malformed_request")
                        .doesNotContain("HTTP/1.1 200");
            }
        }
        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/models HTTP/1.1               | Accept: a/b       | 400",
                "GET /v1/models HTTP/1.1               | Host: [[[         | 400",
                "GET /v1/models HTTP/1.1               | Host: localhost:x | 400",
                "GET /q/health HTTP/1.1                | Accept: a/b       | 400",
                "OPTIONS * HTTP/1.1                    | Host: a           | 400",
                "CONNECT provider.example:443 HTTP/1.1 | Host: a           | 400",
                "GET /v1/models HTTP/1.2               | Host: a           | 505",
                "GET /v1/models HTTP/3.0               | Host: a           | 505"
            })
    void whatIsWrongWithAHeadIsSaidAsAllElse(String line, String header, int status) throws Exception {
        try (Socket socket = connect()) {
            write(socket, line + "\r\n" + header + "\r\nConnection: close\r\n\r\n");

            assertThat(answer(socket))
                    .contains(" " + status + " ", "{\"error\":{\"message\":", "malformed_request")
                    .doesNotContain("Error id");
        }
        assertThat(server.lines()).noneMatch(entry -> entry.contains("\"level\":\"ERROR\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/responses", "/v1/realtime", "/responses"})
    void aWebSocketIsToldThatThereAreNone(String path) throws Exception {
        try (Socket socket = connect()) {
            write(
                    socket,
                    "GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + KEY
                            + "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

            assertThat(begin(socket, 12)).isEqualTo("HTTP/1.1 426");
            write(socket, head("HTTP/1.1", "Content-Length: " + ASK.length()) + ASK);
            assertThat(answer(socket))
                    .containsIgnoringCase("upgrade: HTTP/1.1")
                    .contains("websocket_not_supported")
                    .contains("HTTP/1.1 200");
        }
    }

    @Test
    void overHttp10AStreamEndsWithItsConnection() throws Exception {
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /v1/responses HTTP/1.0\r\nAuthorization: Bearer " + KEY
                            + "\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: "
                            + STREAMED.length()
                            + "\r\n\r\n" + STREAMED);

            assertThat(answer(socket))
                    .startsWith("HTTP/1.0 200")
                    .doesNotContain(" 100 ")
                    .doesNotContainIgnoringCase("keep-alive")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .contains("response.completed");
        }
    }

    @Test
    void overHttp10AWholeAnswerLeavesTheConnectionOpen() throws Exception {
        String kept = "POST /v1/responses HTTP/1.0\r\nAuthorization: Bearer " + KEY
                + "\r\nConnection: keep-alive\r\nContent-Length: " + ASK.length() + "\r\n\r\n" + ASK;
        try (Socket socket = connect()) {
            write(socket, kept);
            assertThat(begin(socket, 12)).isEqualTo("HTTP/1.0 200");
            write(socket, kept.replace("keep-alive", "close"));

            assertThat(answer(socket))
                    .containsIgnoringCase("connection: keep-alive")
                    .contains("HTTP/1.0 200");
        }
    }

    @Test
    void aPageOfAListedOriginMayCall() throws Exception {
        HttpResponse<String> preflight = preflight(ORIGIN);

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(ORIGIN);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("authorization,x-stainless-os");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
        assertThat(preflight.headers().firstValue("Access-Control-Max-Age")).isPresent();
        assertThat(preflight.headers().allValues("Vary").toString()).containsIgnoringCase("origin");

        for (HttpRequest.Builder call : List.of(
                ask(ASK.getBytes(StandardCharsets.UTF_8)),
                ask(STREAMED.getBytes(StandardCharsets.UTF_8)),
                ask("{".getBytes(StandardCharsets.UTF_8)),
                ask(new byte[LARGEST + 1]),
                call("/v1/responses").POST(BodyPublishers.ofString(ASK)),
                call("/nowhere").header("Authorization", "Bearer " + KEY))) {
            HttpResponse<String> response = send(call.header("Origin", ORIGIN));
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .as("%s", response)
                    .hasValue(ORIGIN);
            assertThat(response.headers().firstValue("Access-Control-Expose-Headers"))
                    .hasValueSatisfying(exposed ->
                            assertThat(exposed).contains("Dragoman-Request-Id", "Retry-After", "X-Request-Id"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://chat.example.com.evil.example",
                "https://evil.example",
                "http://chat.example.com",
                "https://chat.example.com:444",
                "null"
            })
    @Tag("F077")
    void aPageOfAnotherOriginMayNot(String origin) throws Exception {
        HttpResponse<String> preflight = preflight(origin);
        HttpResponse<String> call =
                send(ask(ASK.getBytes(StandardCharsets.UTF_8)).header("Origin", origin));

        assertThat(preflight.statusCode()).isEqualTo(401);
        assertThat(List.of(preflight, call))
                .allSatisfy(response -> assertThat(response.headers().map().keySet())
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control")));
        assertThat(call.headers().allValues("Vary").toString()).containsIgnoringCase("origin");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/responses/resp_1, DELETE",
        "/conversations/conv_1/, DELETE",
        "/v1/responses, POST",
        "/v1/embeddings, POST",
        "/v1/files/file_1, POST"
    })
    void aPreflightNamesTheMethodsThatThereAre(String path, String last) throws Exception {
        HttpResponse<String> preflight = preflight(path, ORIGIN);

        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).endsWith(last));
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return preflight("/v1/responses", origin);
    }

    private HttpResponse<String> preflight(String path, String origin) throws Exception {
        return send(call(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,x-stainless-os"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/responses", "/v1/responses/", "/v1//responses", "//responses//"})
    void anEndpointIsFoundHoweverItsPathWasJoined(String path) throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("HTTP/1.1", "Content-Length: " + ASK.length()).replace("/v1/responses", path) + ASK);

            assertThat(answer(socket)).startsWith("HTTP/1.1 200").contains("Ahoy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/", "/nowhere", "/favicon.ico", "/v2/responses", "/v1/files/", "/quarkus"})
    void anyOtherPathGetsAnErrorInJson(String path) throws Exception {
        for (String method : List.of("GET", "POST")) {
            HttpResponse<String> response = send(call(path)
                    .method(method, BodyPublishers.ofString("{}"))
                    .header("Authorization", "Bearer " + KEY)
                    .header("Accept", "text/html"));

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
            assertThat(response.body()).contains("\"code\":\"unknown_url\"");
        }
        assertThat(send(call("/q/health/live")).statusCode()).isEqualTo(200);
        assertThat(send(call("/q/metrics")).body()).doesNotContain("nowhere").doesNotContain("favicon");
    }

    @Test
    @Tag("F077")
    void aKeyCountsAsApiKeyToo() throws Exception {
        assertThat(send(call("/v1/responses").header("api-key", KEY).POST(BodyPublishers.ofString(ASK)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(call("/v1/responses").header("api-key", "wrong").POST(BodyPublishers.ofString(ASK)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(received).hasSize(1);
        assertThat(received.take().headers()).doesNotContainKey("Api-key");
    }

    @Test
    @Tag("F076")
    void aClientIsTheSameWithItsKeyInEitherHeader() throws Exception {
        for (HttpRequest.Builder call : List.of(
                call("/v1/responses").header("api-key", KEY),
                call("/v1/responses").header("Authorization", "Bearer " + KEY),
                call("/v1/responses").header("api-key", "caravan"))) {
            assertThat(send(call.header("Idempotency-Key", "order-1").POST(BodyPublishers.ofString(ASK)))
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(received).hasSize(2);
    }

    @Test
    void theListedHeadersGoToTheProvider() throws Exception {
        send(ask(ASK.getBytes(StandardCharsets.UTF_8))
                .header("X-Client-Request-Id", "call-1")
                .header("OpenAI-Organization", "org-1")
                .header("OpenAI-Project", "x".repeat(600)));

        Received call = received.take();
        assertThat(call.header("X-client-request-id")).isEqualTo("call-1");
        assertThat(call.header("Authorization")).isEqualTo("Bearer provider-key");
        assertThat(call.headers()).doesNotContainKeys("Openai-organization", "Openai-project");

        send(ask(STREAMED.getBytes(StandardCharsets.UTF_8)).header("OpenAI-Project", "proj_1"));
        assertThat(received.take().header("Openai-project")).isEqualTo("proj_1");
    }

    @Test
    @Tag("F078")
    void bodiesOfUnknownLengthGiveBackWhatTheyDoNotNeed() throws Exception {
        gate = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int sent = i;
            calls.add(client.sendAsync(ofUnknownLength(bytes(ASK)), HttpResponse.BodyHandlers.ofString()));
            Awaitility.await().atMost(Stack.LIMIT).until(() -> received.size() == sent);
        }
        gate.countDown();

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    @Tag("F078")
    void bodiesOfUnknownLengthCountAsTheLargestUntilTheyAreRead(String version) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var plain = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.valueOf(version))
                    .setHttp2ClearTextUpgrade(false));
            List<HttpClientRequest> calls = new ArrayList<>();
            List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                HttpClientRequest call = plain.request(HttpMethod.POST, server.port(), Ports.LOOPBACK, "/v1/responses")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                statuses.add(call.response()
                        .map(response -> response.statusCode())
                        .toCompletionStage()
                        .toCompletableFuture());
                call.putHeader("Authorization", "Bearer " + KEY)
                        .setChunked(true)
                        .write(ASK.substring(0, 1));
                calls.add(call);
            }

            assertThat(CompletableFuture.anyOf(statuses.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Stack.LIMIT)
                    .isEqualTo(429);
            for (int i = 0; i < 3; i++) {
                if (!statuses.get(i).isDone()) {
                    calls.get(i).end(ASK.substring(1));
                }
            }
            assertThat(statuses.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 200, 429);
        } finally {
            vertx.close();
        }
    }

    @Test
    @Tag("F078")
    void threeVeryLargeBodiesDoNotFitIntoASmallHeap() throws Exception {
        byte[] body = ("{\"input\":\"" + "x".repeat(60_000_000) + "\"}").getBytes(StandardCharsets.US_ASCII);
        gate = new CountDownLatch(1);
        DragomanProcess small = DragomanProcess.launch(0, environment(), List.of("-Xmx1g"));
        try (small) {
            small.awaitReady(Stack.LIMIT);
            String head = head("HTTP/1.1", "Content-Length: " + body.length + "\r\nExpect: 100-continue");
            try (Socket first = connect(small);
                    Socket second = connect(small);
                    Socket third = connect(small)) {
                write(first, head);
                assertThat(begin(first, 25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                first.getOutputStream().write(body);
                assertThat(received.poll(60, TimeUnit.SECONDS)).isNotNull();

                for (Socket other : List.of(second, third)) {
                    write(other, head);
                    assertThat(begin(other, 12)).isEqualTo("HTTP/1.1 429");
                }
                gate.countDown();
                assertThat(begin(first, 12)).isEqualTo("HTTP/1.1 200");
            }
            assertThat(small.alive()).isTrue();
        }
    }

    private HttpRequest.Builder call(String path) {
        return HttpRequest.newBuilder(server.uri(path)).timeout(Duration.ofSeconds(60));
    }

    private HttpRequest.Builder ask(byte[] body) {
        return call("/v1/responses").header("Authorization", "Bearer " + KEY).POST(BodyPublishers.ofByteArray(body));
    }

    private HttpRequest ofUnknownLength(InputStream body) {
        return call("/v1/responses")
                .header("Authorization", "Bearer " + KEY)
                .POST(BodyPublishers.ofInputStream(() -> body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] encoded(String coding, String text) {
        try {
            if (coding.equals("deflate")) {
                return new DeflaterInputStream(bytes(text)).readAllBytes();
            }
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(encoded)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return encoded.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String begin(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private Socket connect() throws IOException {
        return connect(server);
    }

    private static Socket connect(DragomanProcess process) throws IOException {
        Socket socket = new Socket();
        socket.connect(Ports.address(process.port()));
        socket.setSoTimeout(Math.toIntExact(Stack.LIMIT.toMillis()));
        return socket;
    }

    private static String head(String version, String header) {
        return "POST /v1/responses " + version + "\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + KEY
                + "\r\n" + header + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
