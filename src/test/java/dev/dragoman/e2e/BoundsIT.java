package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one client can take of a server: memory, places, connections, and the time that it has to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundsIT {
    private static final String ASK = "{\"input\":\"Hello\"}";
    private static final int MEGABYTE = 1_000_000;

    private final StandInModel model = StandInModel.start(0);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterAll
    void stop() {
        model.close();
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    private Map<String, String> environment(String... further) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "GMI_API_KEY",
                StandInModel.KEY,
                "DRAGOMAN_MODEL_BASE_URL",
                model.baseUrl().toString(),
                "DRAGOMAN_MODEL_MAX_ATTEMPTS",
                "1",
                "QUARKUS_SHUTDOWN_TIMEOUT",
                "2s",
                "AWS_REGION",
                "us-east-1"));
        for (int i = 0; i < further.length; i += 2) {
            environment.put(further[i], further[i + 1]);
        }
        return environment;
    }

    private static DragomanProcess small(Map<String, String> environment) {
        DragomanProcess server = DragomanProcess.launch(
                0, environment, List.of("-Xmx192m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError"));
        server.awaitReady(Stack.LIMIT);
        return server;
    }

    /** What a body is made of that becomes far more than its bytes, or hides how much it is. */
    private enum Bomb {
        EMPTY_OBJECTS("{},"),
        EMPTY_ARRAYS("[],"),
        NUMBERS("1,"),
        NESTED("{\"a\":[{}]},"),
        TEXTS("\"\","),
        NAMES("{\"%d\":%d},"),
        ONE_LONG_TEXT("x");

        private final String piece;

        Bomb(String piece) {
            this.piece = piece;
        }

        byte[] body(int length) {
            StringBuilder body = new StringBuilder(length + 100);
            body.append(this == ONE_LONG_TEXT ? "{\"input\":\"\u20ac" : "{\"input\":\"x\",\"metadata\":[");
            for (int n = 1; body.length() < length; n++) {
                body.append(this == NAMES ? piece.formatted(n, n) : piece);
            }
            return body.append(this == ONE_LONG_TEXT ? "\"}" : "0]}").toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("F069")
    void whateverBodiesBecomeTheServerAnswersOthersAndItsProbes(Bomb bomb) throws Exception {
        try (DragomanProcess server = small(environment())) {
            byte[] plain = bomb.body(20 * MEGABYTE);
            byte[] packed = gzip(bomb.body(60 * MEGABYTE));
            List<CompletableFuture<Integer>> attack = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                attack.add(attack(server, "", HttpRequest.BodyPublishers.ofByteArray(plain)));
                attack.add(attack(
                        server, "", HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(plain))));
                attack.add(attack(server, "gzip", HttpRequest.BodyPublishers.ofByteArray(packed)));
            }

            while (attack.stream().anyMatch(call -> !call.isDone())) {
                assertThat(get(server, "/q/health/live").statusCode()).isEqualTo(200);
            }

            // 0 is a connection that was closed before all was sent.
            assertThat(attack.stream().map(CompletableFuture::join).collect(Collectors.toSet()))
                    .isSubsetOf(Set.of(0, 200, 400, 413, 429));
            assertThat(post(server, ASK).statusCode()).isEqualTo(200);
            assertThat(String.join("\n", server.lines())).doesNotContain("OutOfMemoryError");
        }
    }

    private CompletableFuture<Integer> attack(DragomanProcess server, String encoding, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri("/v1/responses")).POST(body);
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .handle((response, cut) -> cut == null ? response.statusCode() : 0);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    @Tag("F069")
    void aBodyOfMoreValuesThanFitIsToldSoBeforeAllOfItHasCome() throws Exception {
        try (DragomanProcess server = small(environment())) {
            HttpResponse<String> heavy = client.send(
                    HttpRequest.newBuilder(server.uri("/v1/responses"))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"input\":\"x\",\"metadata\":[" + "{},".repeat(300_000) + "0]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(heavy.statusCode()).isEqualTo(413);
            assertThat(heavy.body()).contains("request_too_large").contains("DRAGOMAN_HTTP_MAX_BODIES");
            assertThat(model.calls()).isEmpty();
        }
    }

    @Test
    @Tag("F021")
    void anAnswerOfMoreValuesThanFitIsNotReadAsJson() throws Exception {
        try (ScriptedModel provider = ScriptedModel.start();
                DragomanProcess server = small(environment("DRAGOMAN_MODEL_BASE_URL", provider.baseUrl()))) {
            CompletableFuture<HttpResponse<String>> answer = postLater(server, ASK);
            provider.next()
                    .head("200 OK", "application/json")
                    .write("{\"output\":[" + "{},".repeat(2 * MEGABYTE) + "0]}")
                    .end();

            assertThat(answer.join().statusCode()).isEqualTo(502);
            assertThat(answer.join().body()).contains("answer_too_large");
        }
    }

    @Test
    @Tag("F068")
    void headsThatDripAndConnectionsThatSayNothingAreClosedInTime() throws Exception {
        try (DragomanProcess server = small(environment("DRAGOMAN_HTTP_HEAD_TIMEOUT", "2s"));
                Socket silent = connect(server);
                Socket dripping = connect(server)) {
            CompletableFuture<Boolean> drip = CompletableFuture.supplyAsync(() -> {
                try {
                    for (byte next : ("POST /v1/responses HTTP/1.1\r\nX: " + "x".repeat(1_000))
                            .getBytes(StandardCharsets.US_ASCII)) {
                        dripping.getOutputStream().write(next);
                        if (dripping.getInputStream().available() > 0) {
                            return false;
                        }
                        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    }
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(drip.join()).isTrue();
        }
    }

    @Test
    @Tag("F078")
    void healthAnswersWhileTheDoorIsFullOfConnectionsThatWait() throws Exception {
        try (DragomanProcess server = small(environment("DRAGOMAN_HTTP_MAX_CONNECTIONS", "50"))) {
            List<Socket> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < 300; i++) {
                    waiting.add(connect(server));
                }

                assertThat(get(server, "/q/health/live").statusCode()).isEqualTo(200);
                assertThat(post(server, ASK).statusCode()).isEqualTo(200);
                Awaitility.await()
                        .atMost(Stack.LIMIT)
                        .until(() -> waiting.stream().filter(BoundsIT::isClosed).count() >= 250);
            } finally {
                for (Socket socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    @Tag("F078")
    void aClientThatTakesAllThatItGetsLeavesAPlaceToAnother() {
        Map<String, String> environment = environment(
                "DRAGOMAN_HTTP_CONCURRENCY",
                "4",
                "DRAGOMAN_HTTP_KEYS",
                "8eb943e7040b69a94bf39562088223755bff4c2e7c5fc257f1e08f870fe01d35,"
                        + "580843d03d2216ff1a275d0991bad66e4d1af871171d929e9de604b7959f9bca");
        try (DragomanProcess server = small(environment)) {
            model.misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG));
            List<CompletableFuture<HttpResponse<String>>> greedy = IntStream.range(0, 20)
                    .mapToObj(n -> client.sendAsync(keyed(server, "client-key"), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() ->
                            greedy.stream().filter(CompletableFuture::isDone).count() >= 17);
            assertThat(greedy.stream().filter(CompletableFuture::isDone))
                    .allSatisfy(
                            refused -> assertThat(refused.join().statusCode()).isEqualTo(429));
            model.reset();

            HttpResponse<String> modest = client.sendAsync(
                            keyed(server, "other-key"), HttpResponse.BodyHandlers.ofString())
                    .join();

            assertThat(modest.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatNoClientEverGetsIsRefusedForGoodAlsoIfThereAreSeveral() throws Exception {
        Map<String, String> environment = environment(
                "DRAGOMAN_HTTP_MAX_BODIES",
                "1000000",
                "DRAGOMAN_HTTP_KEYS",
                "8eb943e7040b69a94bf39562088223755bff4c2e7c5fc257f1e08f870fe01d35,"
                        + "580843d03d2216ff1a275d0991bad66e4d1af871171d929e9de604b7959f9bca");
        try (DragomanProcess server = small(environment)) {
            assertThat(statusOf(server, 950_000)).isEqualTo(413);
            assertThat(statusOf(server, 850_000)).isEqualTo(200);
        }
    }

    private int statusOf(DragomanProcess server, int bytes) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(server.uri("/v1/responses"))
                                .header("Authorization", "Bearer client-key")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"" + "x".repeat(bytes) + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest keyed(DragomanProcess server, String key) {
        return HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(ASK))
                .build();
    }

    @Test
    @Tag("F039")
    void whoAsksWhileTheProcessEndsIsToldAndStreamsEndWithTheirErrorInTime() throws Exception {
        try (ScriptedModel provider = ScriptedModel.start();
                StreamClient streams = new StreamClient();
                DragomanProcess server = small(
                        environment("DRAGOMAN_MODEL_BASE_URL", provider.baseUrl(), "QUARKUS_SHUTDOWN_TIMEOUT", "8s"))) {
            StreamClient.Answer stream = streams.post(
                    HttpVersion.HTTP_1_1,
                    server.uri("/v1/chat/completions"),
                    "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            provider.next().stream()
                    .event("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ahoy\"}}]}");
            stream.await("Ahoy");
            CompletableFuture<HttpResponse<String>> whole = postLater(server, ASK);
            provider.next();

            ProcessHandle.of(server.pid()).orElseThrow().destroy();

            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> get(server, "/q/health/ready").statusCode() == 503);
            HttpResponse<String> late = post(server, ASK);
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.body()).contains("server_ending");
            assertThat(stream.broken()).contains("Ahoy").contains("server_ending");
            assertThat(whole.join().statusCode()).isEqualTo(503);
            assertThat(whole.join().body()).contains("server_ending");
            assertThat(server.exitWithin(Duration.ofSeconds(20))).isPresent();
        }
    }

    @Test
    void aCallBeforeTheStartIsOverIsToldSoAndDoesNotHoldUpTheExit() throws Exception {
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(Ports.address(0));
            DragomanProcess server = DragomanProcess.launch(
                    0,
                    environment(
                            "DRAGOMAN_POLL_QUEUE",
                            "asks",
                            "AWS_ACCESS_KEY_ID",
                            "id",
                            "AWS_SECRET_ACCESS_KEY",
                            "secret",
                            "AWS_ENDPOINT_URL",
                            "http://" + Ports.LOOPBACK + ":" + silent.getLocalPort()),
                    List.of());
            try (server) {
                HttpResponse<String> early = Awaitility.await()
                        .atMost(Stack.LIMIT)
                        .ignoreExceptions()
                        .until(() -> post(server, ASK), answered -> true);

                assertThat(early.statusCode()).isEqualTo(503);
                assertThat(early.body()).contains("server_starting");
            }
        }
    }

    private HttpResponse<String> post(DragomanProcess server, String body) {
        return postLater(server, body).join();
    }

    private CompletableFuture<HttpResponse<String>> postLater(DragomanProcess server, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(server.uri("/v1/responses"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    // A client of its own, as a probe is: it does not find the connection of an earlier look closed.
    private static HttpResponse<String> get(DragomanProcess server, String path) {
        URI uri = server.uri(path);
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    private static Socket connect(DragomanProcess server) throws IOException {
        Socket socket = new Socket();
        socket.connect(Ports.address(server.port()));
        socket.setSoTimeout(Math.toIntExact(Stack.LIMIT.toMillis()));
        return socket;
    }
}
