package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Sha256;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.model.Misbehaviour;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged server has for its page: the files, the asks as they end, the series, and the documents. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final String ASK = "{\"input\":\"How does the tide know when to turn?\"}";
    private static final List<String> DATA = List.of(
            "/v1/dragoman/console",
            "/v1/dragoman/asks",
            "/v1/dragoman/series",
            "/v1/dragoman/documents",
            "/v1/dragoman/document?name=a.md");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Stack stack;
    private final String bucket = "console-" + Long.toString(System.nanoTime(), 36);
    private final DragomanProcess server;

    ConsoleIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(bucket);
        stack.local().createQueue(bucket);
        server = DragomanProcess.server(
                0,
                environment(Map.of(
                        "DRAGOMAN_POLL_BUCKET", bucket,
                        "DRAGOMAN_POLL_QUEUE", bucket,
                        "DRAGOMAN_POLL_INTERVAL", "200ms",
                        // A reader stays longer.
                        "DRAGOMAN_HTTP_BODY_TIMEOUT", "1s",
                        "DRAGOMAN_HTTP_MAX_BODY", "1M")));
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.putAll(more);
        return environment;
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    private HttpResponse<String> send(DragomanProcess to, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to.uri(path)).timeout(Stack.LIMIT).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(server, "GET", path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Stack.parse(response.body());
    }

    private static String document(String name) {
        return "/v1/dragoman/document?name="
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> ask(DragomanProcess to, String id, String... headers) throws Exception {
        String[] all = Stream.concat(
                        Stream.of("Content-Type", "application/json", "Idempotency-Key", id), Stream.of(headers))
                .toArray(String[]::new);
        return send(to, "POST", "/v1/responses", ASK, all);
    }

    /** A page that follows the asks. */
    private static final class Follower implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CompletableFuture<HttpResponse<Stream<String>>> response;
        private final CompletableFuture<Void> end;

        Follower(HttpClient client, DragomanProcess to) {
            response = client.sendAsync(
                    HttpRequest.newBuilder(to.uri("/v1/dragoman/asks")).build(), BodyHandlers.ofLines());
            end = response.thenAcceptAsync(begun -> begun.body().forEach(lines::add));
        }

        List<JsonNode> asks() {
            List<JsonNode> asks = new ArrayList<>();
            lines.stream()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> Stack.parse(line.substring(6)).forEach(asks::add));
            return asks;
        }

        List<String> ids() {
            return asks().stream().map(ask -> ask.path("id").textValue()).toList();
        }

        void awaitLine(String line) {
            Awaitility.await(line).atMost(Stack.LIMIT).until(() -> lines.contains(line));
        }

        JsonNode await(String id) {
            Awaitility.await(id).atMost(Stack.LIMIT).until(() -> ids().contains(id));
            return asks().get(ids().indexOf(id));
        }

        @Override
        public void close() {
            response.join().body().close();
        }
    }

    @Test
    void thePageIsThereWithItsPolicy() throws Exception {
        HttpResponse<String> page = send(server, "GET", "/", "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<!doctype html>");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(send(server, "HEAD", "/", "").statusCode()).isEqualTo(200);
        assertThat(send(server, "GET", "/console/outcomes.md", "").body()).contains("`rate_limited`");
    }

    @Test
    void aFileIsSentOnceAndSmall() throws Exception {
        HttpRequest zipped = HttpRequest.newBuilder(server.uri("/console/outcomes.md"))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> first = client.send(zipped, BodyHandlers.ofByteArray());

        assertThat(first.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(first.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).startsWith("# Outcomes");
        }
        HttpResponse<String> again = send(
                server,
                "GET",
                "/console/outcomes.md",
                "",
                "Accept-Encoding",
                "gzip",
                "If-None-Match",
                first.headers().firstValue("ETag").orElseThrow());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/files.txt",
                "/console/nothing.js",
                "/console/..%2fapplication.properties",
                "/console/%2e%2e/application.properties",
                "/console/lib/",
                "/application.properties",
                "/META-INF/resources/webjars/",
                "/webjars/",
                "/index.html"
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<String> response = send(server, "GET", path, "");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Stack.parse(response.body()).at("/error/code").textValue()).isEqualTo("unknown_url");
    }

    @Test
    void itSaysWhatItMayShow() throws Exception {
        JsonNode facts = get("/v1/dragoman/console");

        assertThat(facts.path("version").textValue()).isNotBlank();
        assertThat(facts.path("model").textValue()).isNotBlank();
        assertThat(facts.path("watch").booleanValue()).isTrue();
        assertThat(facts.at("/documents/bucket").textValue()).isEqualTo(bucket);
        assertThat(facts.path("queue").booleanValue()).isTrue();
        assertThat(facts.path("batches").booleanValue()).isFalse();
        assertThat(facts.path("budgets").booleanValue()).isFalse();
    }

    @Test
    void asksComeAsTheyEnd() throws Exception {
        try (Follower page = new Follower(client, server)) {
            page.awaitLine("event: asks");
            ask(server, "live-1");
            JsonNode first = page.await("live-1");
            stack.local().model().misbehave(Misbehaviour.error(400));
            ask(server, "live-2");
            JsonNode second = page.await("live-2");

            assertThat(first.path("door").textValue()).isEqualTo("http");
            assertThat(first.path("outcome").textValue()).isEqualTo("completed");
            assertThat(first.path("error").isNull()).isTrue();
            assertThat(first.path("inputTokens").intValue()).isPositive();
            assertThat(first.path("attempts").intValue()).isEqualTo(1);
            assertThat(first.path("ms").isIntegralNumber()).isTrue();
            assertThat(first.toString()).doesNotContain("tide");
            assertThat(second.path("outcome").textValue()).isEqualTo("rejected");
            assertThat(second.path("error").textValue()).isNotBlank();
            assertThat(second.path("n").longValue())
                    .isGreaterThan(first.path("n").longValue());
        }
    }

    @Test
    void whoComesLaterGetsTheLastOnes() throws Exception {
        ask(server, "before-<b>\"&");

        try (Follower page = new Follower(client, server)) {
            assertThat(page.await("before-<b>\"&").path("replayed").booleanValue())
                    .isFalse();
        }
    }

    @Test
    void aReaderStaysAndHearsAHeartbeat() {
        try (Follower page = new Follower(client, server)) {
            page.awaitLine(":");

            assertThat(page.response.join().statusCode()).isEqualTo(200);
            assertThat(page.end).isNotDone();
        }
    }

    @Test
    void aHandfulOfPagesMayFollow() throws Exception {
        try (DragomanProcess other = DragomanProcess.server(0, environment(Map.of()))) {
            List<Follower> pages = IntStream.range(0, 8)
                    .mapToObj(n -> new Follower(client, other))
                    .toList();
            pages.forEach(page -> page.awaitLine("event: asks"));

            HttpResponse<String> refused = send(other, "GET", "/v1/dragoman/asks", "");
            pages.get(0).close();

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("close one of those pages");
            Awaitility.await().atMost(Stack.LIMIT).until(() -> {
                try (Follower ninth = new Follower(client, other)) {
                    return ninth.response
                                    .get(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS)
                                    .statusCode()
                            == 200;
                }
            });
            pages.forEach(Follower::close);
        }
    }

    /** It has 25 s for calls in hand; a page is none. */
    @Test
    void aPageDoesNotHoldUpTheEnd() throws Exception {
        DragomanProcess other = DragomanProcess.server(0, environment(Map.of()));
        Follower page = new Follower(client, other);
        page.awaitLine("event: asks");
        Instant asked = Instant.now();

        other.close();

        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
        page.end.get(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void theLastHourHasWhatWasAsked() throws Exception {
        ask(server, "counted");
        Awaitility.await().atMost(Stack.LIMIT).until(() -> sum(get("/v1/dragoman/series"), "/asks/completed") > 0);

        JsonNode series = get("/v1/dragoman/series");

        assertThat(series.path("minutes")).hasSize(60);
        assertThat(series.path("asks").size()).isEqualTo(7);
        assertThat(sum(series, "/inputTokens")).isPositive();
        assertThat(series.path("inFlight").isIntegralNumber()).isTrue();
        assertThat(series.path("breaker").textValue()).isEqualTo("closed");
        assertThat(series.path("quiet").isNull()).isTrue();
        assertThat(series.at("/queue/name").textValue()).isEqualTo(bucket);
        assertThat(series.at("/queue/depth").isIntegralNumber()).isTrue();
        assertThat(series.at("/documents/listed").booleanValue()).isTrue();
    }

    private static long sum(JsonNode series, String name) {
        long sum = 0;
        for (JsonNode each : series.at(name)) {
            sum += each.longValue();
        }
        return sum;
    }

    @Test
    void aDocumentIsDroppedAndItsSummaryRead() throws Exception {
        String name = "reports/tide <b>now</b> & then.md";

        HttpResponse<String> dropped = send(server, "PUT", document(name), "How does the tide know when to turn?");

        assertThat(dropped.statusCode()).as(dropped.body()).isEqualTo(201);
        assertThat(Stack.parse(dropped.body()).path("key").textValue()).isEqualTo("inbox/" + name);
        awaitState(name, "completed");
        JsonNode read = get(document(name));
        assertThat(read.path("state").textValue()).isEqualTo("completed");
        assertThat(read.path("summary").textValue()).isNotBlank();
        assertThat(read.at("/receipt/outcome").textValue()).isEqualTo("completed");
        assertThat(read.path("error").isNull()).isTrue();
        stack.awaitKey(bucket, "done/" + name);
    }

    @Test
    void aDocumentThatFailsSaysWhy() throws Exception {
        send(server, "PUT", document("odd.bin"), "\u0000\u0001\u0002");

        awaitState("odd.bin", "failed");

        assertThat(get(document("odd.bin")).at("/error/error/code").textValue()).isEqualTo("document_type_unknown");
    }

    @Test
    void oneThatIsCutOffIsTruncated() throws Exception {
        stack.put(bucket, "summaries/cut.md.summary.md", "> **Incomplete.** The model stopped.\n\nText");
        stack.put(bucket, "summaries/cut.md.receipt.json", "{\"outcome\": \"truncated\"}");

        awaitState("cut.md", "truncated");

        assertThat(get(document("cut.md")).path("state").textValue()).isEqualTo("truncated");
    }

    @Test
    void aBatchIsADocumentToo() throws Exception {
        send(
                server,
                "PUT",
                document("questions.jsonl"),
                "{\"custom_id\": \"one\", \"method\": \"POST\", \"url\": \"/v1/responses\", \"body\": " + ASK + "}\n");

        awaitState("questions.jsonl", "completed");

        assertThat(get(document("questions.jsonl")).path("lines").textValue()).contains("\"custom_id\":\"one\"");
    }

    @Test
    void oneOfThatNameThatWaitsIsNotOverwritten() throws Exception {
        stack.local().model().misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));
        send(server, "PUT", document("twice.md"), "How does the tide know when to turn?");

        HttpResponse<String> second = send(server, "PUT", document("twice.md"), "Something else");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(Stack.parse(second.body()).at("/error/code").textValue()).isEqualTo("document_exists");
        assertThat(stack.text(bucket, "inbox/twice.md")).isEqualTo("How does the tide know when to turn?");
        stack.local().s3().deleteObject(delete -> delete.bucket(bucket).key("inbox/twice.md"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../summaries/a.md",
                "a/../../done/a.md",
                "/a.md",
                "a//b.md",
                "a/",
                "a\\b.md",
                "a\nb.md",
                "a\u0000.md"
            })
    @Tag("F086")
    void aNameThatLeadsElsewhereIsNone(String name) throws Exception {
        Set<String> before = stack.keys(bucket, "");

        HttpResponse<String> response = send(server, "PUT", document(name), "Hello");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Stack.parse(response.body()).at("/error/param").textValue()).isEqualTo("name");
        assertThat(stack.keys(bucket, "")).containsAll(before).noneMatch(key -> key.contains(".."));
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(send(server, "GET", document("nothing.md"), "").statusCode()).isEqualTo(404);
        assertThat(send(server, "GET", document("../inbox/a"), "").statusCode()).isEqualTo(400);
        assertThat(send(server, "GET", "/v1/dragoman/document", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFileHasTheLimitsOfABody() throws Exception {
        assertThat(send(server, "PUT", document("large.txt"), "x".repeat(1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
        // As JSON it would weigh thirty times as much.
        assertThat(send(server, "PUT", document("commas.bin"), ",".repeat(1024 * 1024))
                        .statusCode())
                .isEqualTo(201);
        awaitState("commas.bin", "completed");
    }

    @Test
    void onlyADocumentTakesPut() throws Exception {
        for (String path : List.of("/v1/responses", "/v1/dragoman/documents", "/", "/v1/dragoman/asks")) {
            assertThat(send(server, "PUT", path, "x").statusCode()).as(path).isEqualTo(405);
        }
        assertThat(send(server, "POST", "/v1/dragoman/series", "{}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(404);
    }

    private void awaitState(String name, String state) {
        Awaitility.await(name + " is " + state).atMost(Stack.LIMIT).until(() -> {
            for (JsonNode each : get("/v1/dragoman/documents").path("documents")) {
                if (each.path("name").textValue().equals(name)) {
                    return each.path("state").textValue().equals(state);
                }
            }
            return false;
        });
    }

    /** The files are for everybody; what they show is not. */
    @Test
    @Tag("F077")
    void dataNeedAKeyAndThoseOfAllClientsAnOperators() throws Exception {
        Map<String, String> keys = Map.of(
                "DRAGOMAN_HTTP_KEYS",
                "shop:%s,desk:%s".formatted(Sha256.hex("one"), Sha256.hex("two")),
                "DRAGOMAN_HTTP_OPERATORS",
                Sha256.hex("two"),
                "DRAGOMAN_POLL_BUCKET",
                bucket,
                "DRAGOMAN_POLL_INTERVAL",
                "1h");
        try (DragomanProcess keyed = DragomanProcess.server(0, environment(keys))) {
            assertThat(send(keyed, "GET", "/", "").statusCode()).isEqualTo(200);
            for (String path : DATA) {
                assertThat(send(keyed, "GET", path, "").statusCode()).as(path).isEqualTo(401);
                assertThat(send(keyed, "GET", path, "", "Authorization", "Bearer three")
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(send(keyed, "PUT", document("a.md"), "x").statusCode()).isEqualTo(401);
            assertThat(send(keyed, "PUT", document("a.md"), "x", "Authorization", "Bearer one")
                            .statusCode())
                    .isEqualTo(403);
            for (String path : DATA.subList(1, DATA.size())) {
                HttpResponse<String> clients = send(keyed, "GET", path, "", "Authorization", "Bearer one");
                assertThat(clients.statusCode()).as(path).isEqualTo(403);
                assertThat(clients.body()).contains("operators_only");
            }
            assertThat(facts(keyed, "one").path("watch").booleanValue()).isFalse();
            assertThat(facts(keyed, "one").path("documents").isNull()).isTrue();
            assertThat(facts(keyed, "two").path("watch").booleanValue()).isTrue();
            assertThat(facts(keyed, "two").path("budgets").booleanValue()).isTrue();
            assertThat(send(keyed, "GET", "/v1/dragoman/series", "", "Authorization", "Bearer two")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private JsonNode facts(DragomanProcess keyed, String key) throws Exception {
        return Stack.parse(send(keyed, "GET", "/v1/dragoman/console", "", "Authorization", "Bearer " + key)
                .body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nSec-Fetch-Site: cross-site"
            })
    @Tag("F077")
    void aForeignPageGetsNothing(String headers) throws Exception {
        for (String path : DATA) {
            assertThat(raw("GET", path, headers)).as(path).startsWith("HTTP/1.1 403 ");
        }
        assertThat(raw("PUT", document("evil.md"), headers)).startsWith("HTTP/1.1 403 ");
        assertThat(raw("OPTIONS", document("evil.md"), headers + "\r\nAccess-Control-Request-Method: PUT"))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("Access-Control-Allow");
        assertThat(stack.keys(bucket, "")).noneMatch(key -> key.contains("evil"));
    }

    private String raw(String method, String path, String headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.address(server.port()));
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write("%s %s HTTP/1.1\r\n%s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .formatted(method, path, headers)
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withoutItThereIsNothingOfIt() throws Exception {
        try (DragomanProcess without = DragomanProcess.server(0, environment(Map.of("DRAGOMAN_CONSOLE", "false")))) {
            assertNothing(without);
            assertThat(ask(without, "without").statusCode()).isEqualTo(200);
        }
    }

    /** Whoever lets anybody call has not said that anybody may read documents' summaries. */
    @Test
    void anOpenServerHasItOnlyIfThatIsSaid() throws Exception {
        Map<String, String> open = Map.of("DRAGOMAN_HTTP_OPEN", "true");
        try (DragomanProcess silent = DragomanProcess.server(0, environment(open))) {
            assertNothing(silent);
        }
        try (DragomanProcess said = DragomanProcess.server(
                0, environment(Map.of("DRAGOMAN_HTTP_OPEN", "true", "DRAGOMAN_CONSOLE", "true")))) {
            assertThat(send(said, "GET", "/", "").statusCode()).isEqualTo(200);
            assertThat(send(said, "GET", "/v1/dragoman/series", "").statusCode())
                    .isEqualTo(200);
        }
    }

    private void assertNothing(DragomanProcess process) throws Exception {
        for (String path : Stream.concat(DATA.stream(), Stream.of("/", "/console/console.css"))
                .toList()) {
            assertThat(send(process, "GET", path, "").statusCode()).as(path).isEqualTo(404);
        }
        assertThat(send(process, "PUT", document("a.md"), "x").statusCode()).isEqualTo(405);
    }

    @Test
    void aFunctionHasNoneOfIt() throws Exception {
        RuntimeApiServer lambda = RuntimeApiServer.start();
        Map<String, String> environment =
                environment(Map.of("AWS_LAMBDA_RUNTIME_API", lambda.address(), "DRAGOMAN_CONSOLE", "true"));
        DragomanProcess function = DragomanProcess.launch(0, environment, List.of());
        try {
            lambda.awaitFirstPoll(Stack.LIMIT);
            for (String path : List.of("/", "/v1/dragoman/console", "/v1/dragoman/asks", "/v1/dragoman/documents")) {
                ObjectNode event = AwsEvents.http("function-url", path, "");
                ((ObjectNode) event.at("/requestContext/http")).put("method", "GET");
                RuntimeApiServer.Posted posted = lambda.invoke(Json.bytes(event), Stack.LIMIT);

                assertThat(posted.text()).as(path).contains("unknown_url").doesNotContain("\"version\"");
            }
        } finally {
            function.close();
            lambda.close();
        }
    }
}
