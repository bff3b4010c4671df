package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.local.DragomanProcess;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams through the packaged server, from a model whose every byte the test writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingIT {
    private static final String DELTA = "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
            + "{\"content\":\"%s\"},\"finish_reason\":null}]}";
    private static final String STOP =
            "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final String USAGE = "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}";
    private static final String DONE = "data: [DONE]";
    private static final String CREATED =
            "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{}}";
    private static final String COMPLETED = "event: response.completed\ndata: {\"type\":\"response.completed\","
            + "\"sequence_number\":1,\"response\":{\"id\":\"r1\",\"object\":\"response\",\"status\":\"completed\","
            + "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Ahoy\"}]}]}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final StreamClient streams = new StreamClient();
    private final ScriptedModel model = ScriptedModel.start();
    private final DragomanProcess server = DragomanProcess.server(
            0,
            Map.of(
                    "GMI_API_KEY", "key",
                    "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                    "DRAGOMAN_MODEL_IDLE_TIMEOUT", "2s",
                    "DRAGOMAN_MODEL_MAX_ATTEMPTS", "1",
                    "DRAGOMAN_MODEL_BREAKER_VOLUME", "10000",
                    "DRAGOMAN_MODEL_MAX_ANSWER", "32M",
                    "DRAGOMAN_MODEL_TOTAL_TIMEOUT", "30s"));

    @AfterAll
    void stop() {
        streams.close();
        server.close();
        model.close();
    }

    @Test
    void eachEventIsPassedOnBeforeTheNextIsWritten() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        ScriptedModel.Call call = model.next().stream();

        for (String word : new String[] {"Ahoy", "and", "welcome"}) {
            call.event(DELTA.formatted(word));
            assertThat(reader.next()).isEqualTo(DELTA.formatted(word));
        }
        call.event(STOP).event(DONE).end();

        assertThat(reader.next()).isEqualTo(STOP);
        assertThat(reader.next()).isEqualTo(DONE);
        assertThat(reader.isAtEnd()).isTrue();
    }

    @Test
    void namesIdsCommentsAndUnknownEventsAreTheProviders() throws Exception {
        Reader reader = ask(Endpoint.RESPONSES);
        String unknown =
                "event: response.new_thing\nid: 42\nretry: 10\ndata: {\"type\":\"response.new_thing\",\"n\":0.10}";
        model.next().stream()
                .event(CREATED)
                .event(": keep-alive")
                .event(unknown)
                .event(COMPLETED)
                .end();

        assertThat(reader.next()).isEqualTo(CREATED);
        assertThat(reader.next()).isEqualTo(": keep-alive");
        assertThat(reader.next()).isEqualTo(unknown);
        assertThat(reader.next()).isEqualTo(COMPLETED);
        assertThat(reader.isAtEnd()).isTrue();
    }

    @Test
    void theHeadSaysWhatItIsAndWhatWasChanged() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        model.next().stream().event(STOP).event(DONE).end();

        assertThat(reader.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(reader.header("Dragoman-Request-Id")).isNotBlank();
        assertThat(reader.header("Dragoman-Adjusted")).contains("include_usage");
    }

    @Test
    void usageIsAskedForAndKeptFromACallerWhoDidNotAsk() throws Exception {
        Reader reader = ask(Endpoint.CHAT, "{\"model\":\"usage-unasked\",\"messages\":[],\"stream\":true}");
        ScriptedModel.Call call = model.next();
        call.stream()
                .event(DELTA.formatted("Ahoy"))
                .event(STOP)
                .event(USAGE)
                .event(DONE)
                .end();

        assertThat(Stack.parse(call.body()).at("/stream_options/include_usage").booleanValue())
                .isTrue();
        assertThat(reader.rest()).contains("Ahoy", "[DONE]").doesNotContain("prompt_tokens");
        JsonNode line = line("usage-unasked");
        assertThat(line.path("inputTokens").textValue()).isEqualTo("7");
        assertThat(line.path("outputTokens").textValue()).isEqualTo("2");
    }

    @Test
    void usageIsPassedOnToACallerWhoAsked() throws Exception {
        Reader reader =
                ask(Endpoint.CHAT, "{\"messages\":[],\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        model.next().stream()
                .event(DELTA.formatted("Ahoy"))
                .event(STOP)
                .event(USAGE)
                .event(DONE)
                .end();

        assertThat(reader.rest()).contains(USAGE);
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void aClientThatGoesAwayEndsTheCall(Endpoint endpoint) throws Exception {
        Reader reader = ask(endpoint);
        ScriptedModel.Call call = model.next();
        call.stream().event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ahoy") : CREATED);
        reader.next();

        reader.close();

        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    @Test
    void aClientThatGoesAwayBeforeTheFirstByteEndsTheCallToo() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = client.sendAsync(
                request(Endpoint.CHAT, "{\"messages\":[],\"stream\":true}"), HttpResponse.BodyHandlers.ofInputStream());
        ScriptedModel.Call call = model.next();

        response.cancel(true);

        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    @Test
    void whatABrokenOffStreamHasCostIsEstimated() throws Exception {
        Reader reader = ask(
                Endpoint.CHAT,
                "{\"model\":\"gone-away\",\"messages\":[{\"role\":\"user\",\"content\":\"0123456789\"}],\"stream\":true}");
        ScriptedModel.Call call = model.next();
        call.stream().event(DELTA.formatted("eight ch"));
        reader.next();

        reader.close();

        JsonNode line = line("gone-away");
        assertThat(line.path("error").textValue()).isEqualTo("caller_gone");
        assertThat(line.path("outputTokens").textValue()).isEqualTo("2");
        assertThat(Integer.parseInt(line.path("inputTokens").textValue())).isPositive();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Endpoint.CHAT, Endpoint.RESPONSES)
                .flatMap(endpoint -> Stream.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)
                        .map(version -> arguments(endpoint, version)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamWithoutItsLastEventEndsWithAnErrorAndBreaksOff(Endpoint endpoint, HttpVersion version)
            throws Exception {
        StreamClient.Answer answer = post(endpoint, version);
        model.next().stream()
                .event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ah") : CREATED)
                .end();

        assertThat(error(endpoint, answer).path("code").textValue()).isEqualTo("upstream_broken");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamThatIsCutEndsWithAnErrorAndBreaksOff(Endpoint endpoint, HttpVersion version) throws Exception {
        StreamClient.Answer answer = post(endpoint, version);
        ScriptedModel.Call call = model.next();
        // After the finish reason too: only a clean end shows that nothing is missing.
        call.stream().event(endpoint == Endpoint.CHAT ? STOP : CREATED);
        answer.await("\n\n");
        call.cut();

        assertThat(error(endpoint, answer).path("code").textValue()).isEqualTo("upstream_broken");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamThatStandsStillEndsWithAnErrorAndBreaksOff(Endpoint endpoint, HttpVersion version) throws Exception {
        StreamClient.Answer answer = post(endpoint, version);
        ScriptedModel.Call call = model.next();
        call.stream().event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ah") : CREATED);

        assertThat(error(endpoint, answer).path("code").textValue()).isEqualTo("upstream_timeout");
        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAnswerThatGrowsTooLargeEndsWithAnErrorAndBreaksOff(Endpoint endpoint, HttpVersion version) throws Exception {
        StreamClient.Answer answer = post(endpoint, version);
        ScriptedModel.Call call = model.next();
        call.stream().event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ah") : CREATED);
        // In parts of which none is too large: it is their sum that is bounded.
        String part = "data: {\"type\":\"response.new_thing\",\"text\":\"" + "x".repeat(900_000) + "\"}";
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 1_000; i++) {
                    call.event(part);
                }
            } catch (IOException leftAlone) {
                return;
            }
        });

        assertThat(error(endpoint, answer).path("code").textValue()).isEqualTo("answer_too_large");
        writing.get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void aStreamThatWasBrokenOffGivesItsPlaceBack(HttpVersion version) throws Exception {
        Map<String, String> environment = Map.of(
                "GMI_API_KEY", "key",
                "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                "DRAGOMAN_HTTP_CONCURRENCY", "1");
        try (DragomanProcess narrow = DragomanProcess.server(0, environment)) {
            StreamClient.Answer answer =
                    streams.post(version, narrow.uri("/v1/chat/completions"), "{\"messages\":[],\"stream\":true}");
            model.next().stream().event(DELTA.formatted("Ah")).end();
            assertThat(error(Endpoint.CHAT, answer).path("code").textValue()).isEqualTo("upstream_broken");

            // The only place is given back a moment after the client has seen the end.
            HttpRequest another =
                    HttpRequest.newBuilder(narrow.uri("/v1/nothing")).build();
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> client.send(another, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 404);
        }
    }

    @Test
    void aStreamThatOutlastsTheServersGraceBreaksOff() throws Exception {
        Map<String, String> environment = Map.of(
                "GMI_API_KEY", "key", "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(), "QUARKUS_SHUTDOWN_TIMEOUT", "1s");
        try (DragomanProcess ending = DragomanProcess.server(0, environment)) {
            StreamClient.Answer answer = streams.post(
                    HttpVersion.HTTP_1_1, ending.uri("/v1/chat/completions"), "{\"messages\":[],\"stream\":true}");
            model.next().stream().event(DELTA.formatted("Ah"));
            answer.await("Ah");

            assertThat(ProcessHandle.of(ending.pid()).orElseThrow().destroy()).isTrue();

            assertThat(answer.broken()).doesNotContain("[DONE]");
        }
    }

    @Test
    void theProvidersErrorEndsAChatInItsOwnWords() throws Exception {
        StreamClient.Answer answer = post(Endpoint.CHAT, HttpVersion.HTTP_1_1);
        String error =
                "data: {\"error\":{\"message\":\"slow down%s\",\"type\":\"tpm\",\"code\":\"server_error\",\"n\":0.10}}";
        model.next().stream()
                .event(DELTA.formatted("Ah"))
                .event(error.formatted(" sk-secret12345"))
                .event(DONE)
                .end();

        assertThat(answer.broken()).endsWith("\n\n" + error.formatted(" ***") + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theProvidersErrorAndFailedResponseBothPassAndEndTheStream(boolean errorFirst) throws Exception {
        StreamClient.Answer answer = post(Endpoint.RESPONSES, HttpVersion.HTTP_1_1);
        String error =
                "event: error\ndata: {\"type\":\"error\",\"sequence_number\":1,\"code\":\"context_length_exceeded\","
                        + "\"message\":\"Too long.\",\"param\":\"input\"}\n\n";
        String failed = "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":2,"
                + "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"Too long.\"}}}\n\n";
        ScriptedModel.Call call = model.next().stream().event(CREATED);
        String ending = errorFirst ? error + failed : failed;
        call.write(ending).end();

        assertThat(answer.whole()).isEqualTo(CREATED + "\n\n" + ending);
    }

    @Test
    void anErrorOfTheProviderAloneGetsAFailedResponse() throws Exception {
        StreamClient.Answer answer = post(Endpoint.RESPONSES, HttpVersion.HTTP_1_1);
        model.next().stream()
                .event(CREATED.replace("{}", "{\"id\":\"resp_1\",\"model\":\"m\"}"))
                .event(
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"context_length_exceeded\",\"message\":\"Too long.\"}")
                .end();

        JsonNode error = error(Endpoint.RESPONSES, answer);
        assertThat(error.path("code").textValue()).isEqualTo("context_length_exceeded");
        assertThat(answer.broken()).contains("\"id\":\"resp_1\"");
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anAnswerThatEndsAsItShouldIsNotBrokenOff(Endpoint endpoint) throws Exception {
        StreamClient.Answer answer = post(endpoint, HttpVersion.HTTP_2);
        model.next().stream()
                .event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ahoy") + "\n\n" + STOP : CREATED)
                .event(endpoint == Endpoint.CHAT ? DONE + " " : COMPLETED)
                .end();

        assertThat(answer.whole()).endsWith((endpoint == Endpoint.CHAT ? DONE + " " : COMPLETED) + "\n\n");
    }

    @Test
    void aChatThatFinishedIsWholeWithoutDone() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                .header("Idempotency-Key", "finished-without-done")
                .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[],\"stream\":true}"))
                .build();
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        model.next().stream().event(DELTA.formatted("Ahoy")).event(STOP).end();
        assertThat(first.get(60, TimeUnit.SECONDS).body()).endsWith(STOP + "\n\n" + DONE + "\n\n");

        // The head of the stream was sent before that was known; the stored answer tells it.
        HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(second.headers().firstValue("Dragoman-Adjusted").orElse("")).contains("[DONE] added");
    }

    @Test
    void afterCommentsAndPingsAnErrorStillHasItsStatus() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        model.next().stream()
                .event(": processing")
                .event("event: ping\ndata: {\"type\":\"ping\"}")
                .event("data: {\"error\":{\"message\":\"no\",\"code\":\"server_error\"}}")
                .end();

        assertThat(reader.status()).isEqualTo(503);
    }

    @Test
    void aModelThatThinksForLongerThanAStreamMayStandStillIsWaitedFor() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        ScriptedModel.Call call = model.next().stream();
        long flushed = System.nanoTime();

        // A second longer than the idle timeout.
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> Duration.ofNanos(System.nanoTime() - flushed).toSeconds() >= 3);
        call.event(DELTA.formatted("Ahoy")).event(STOP).event(DONE).end();

        assertThat(reader.rest()).contains("Ahoy", DONE);
    }

    @ParameterizedTest
    @CsvSource({"503 Service Unavailable, 503, upstream_failed", "400 Bad Request, 400, upstream_refused"})
    void anErrorBeforeTheStreamHasItsStatus(String sent, int status, String code) throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        model.next().head(sent, "application/json").write("{}").end();

        assertThat(reader.status()).isEqualTo(status);
        assertThat(Stack.parse(reader.rest()).at("/error/code").textValue()).isEqualTo(code);
    }

    @Test
    void anAnswerThatComesWholeAllTheSameIsStreamed() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        model.next()
                .head("200 OK", "application/json")
                .write("{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"Ahoy\"},\"finish_reason\":\"stop\"}]}")
                .end();

        assertThat(reader.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(reader.rest()).contains("chat.completion.chunk", "Ahoy").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamedAnswerIsKeptAndStreamedAgainWithoutACall() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                .header("Idempotency-Key", "streamed-once")
                .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[],\"stream\":true}"))
                .build();
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        model.next().stream()
                .event(DELTA.formatted("Ahoy"))
                .event(STOP)
                .event(DONE)
                .end();
        assertThat(first.get(60, TimeUnit.SECONDS).body()).endsWith(DONE + "\n\n");

        HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(second.body()).contains("Ahoy").endsWith(DONE + "\n\n");
        assertThat(second.headers().firstValue("Dragoman-Request-Id")).contains("streamed-once");
    }

    @Test
    void ofAFastModelNoMoreIsReadThanASlowClientTakes() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        ScriptedModel.Call call = model.next();
        call.stream();
        AtomicLong written = new AtomicLong();
        String event = DELTA.formatted("x".repeat(10_000));
        Thread writer = new Thread(() -> {
            try {
                while (written.get() < 200_000_000) {
                    call.event(event);
                    written.addAndGet(event.length());
                }
            } catch (IOException ended) {
                Thread.currentThread().interrupt();
            }
        });
        writer.setDaemon(true);
        writer.start();

        // Two looks in which nothing more could be written.
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .atMost(Stack.LIMIT)
                .until(() -> written.get() == seen.getAndSet(written.get()));

        assertThat(written.get()).isBetween(1L, 40_000_000L);
        reader.close();
    }

    @Test
    void ofAClientThatStallsLateNoMoreIsReadThanItTakes() throws Exception {
        // Over HTTP/1.1, since this client's window for HTTP/2 is almost as large as an answer may be.
        HttpClient plain =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Reader reader = new Reader(plain.sendAsync(
                request(Endpoint.CHAT, "{\"messages\":[],\"stream\":true}"),
                HttpResponse.BodyHandlers.ofInputStream()));
        ScriptedModel.Call call = model.next();
        call.stream();
        AtomicLong written = new AtomicLong();
        String event = DELTA.formatted("x".repeat(1_000));
        Thread writer = new Thread(() -> {
            try {
                while (written.get() < 60_000_000) {
                    call.event(event);
                    written.addAndGet(event.length());
                }
            } catch (IOException ended) {
                Thread.currentThread().interrupt();
            }
        });
        writer.setDaemon(true);
        writer.start();
        for (int i = 0; i < 5_000; i++) {
            assertThat(reader.next()).isEqualTo(event);
        }

        // Two looks in which nothing more could be written.
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .atMost(Stack.LIMIT)
                .until(() -> written.get() == seen.getAndSet(written.get()));

        assertThat(written.get()).isBetween(5_000L * event.length(), 25_000_000L);
        reader.close();
        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    private StreamClient.Answer post(Endpoint endpoint, HttpVersion version) {
        String body = endpoint == Endpoint.CHAT
                ? "{\"messages\":[],\"stream\":true}"
                : "{\"input\":\"Hello\",\"stream\":true}";
        return streams.post(version, server.uri("/v1" + endpoint.path()), body);
    }

    /** The error that a broken stream ends with; for responses, the failed response behind it says the same. */
    private static JsonNode error(Endpoint endpoint, StreamClient.Answer answer) throws Exception {
        String[] events = answer.broken().strip().split("\n\n", -1);
        if (endpoint == Endpoint.CHAT) {
            return data(events[events.length - 1]).path("error");
        }
        assertThat(events[events.length - 2]).startsWith("event: error\n");
        assertThat(events[events.length - 1]).startsWith("event: response.failed\n");
        JsonNode error = data(events[events.length - 2]);
        JsonNode response = data(events[events.length - 1]).path("response");
        assertThat(response.path("status").textValue()).isEqualTo("failed");
        assertThat(response.at("/error/code")).isEqualTo(error.path("code"));
        assertThat(response.at("/error/message")).isEqualTo(error.path("message"));
        return error;
    }

    private static JsonNode data(String event) {
        return Stack.parse(event.substring(event.indexOf("data: ") + "data: ".length()));
    }

    private JsonNode line(String requestModel) {
        return Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(
                        () -> server.lines().stream()
                                .filter(line -> line.contains("dragoman.ask") && line.contains(requestModel))
                                .map(line -> Stack.parse(line).path("mdc"))
                                .findFirst(),
                        Optional::isPresent)
                .get();
    }

    private Reader ask(Endpoint endpoint) {
        return ask(
                endpoint,
                endpoint == Endpoint.CHAT
                        ? "{\"messages\":[],\"stream\":true}"
                        : "{\"input\":\"Hello\",\"stream\":true}");
    }

    private Reader ask(Endpoint endpoint, String body) {
        return new Reader(client.sendAsync(request(endpoint, body), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private HttpRequest request(Endpoint endpoint, String body) {
        return HttpRequest.newBuilder(server.uri("/v1" + endpoint.path()))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Reads a response as it comes. */
    private static final class Reader {
        private final CompletableFuture<HttpResponse<InputStream>> response;
        private @Nullable BufferedReader lines;

        Reader(CompletableFuture<HttpResponse<InputStream>> response) {
            this.response = response;
        }

        private HttpResponse<InputStream> response() throws Exception {
            return response.get(60, TimeUnit.SECONDS);
        }

        private BufferedReader lines() throws Exception {
            BufferedReader open = lines;
            if (open == null) {
                open = new BufferedReader(new InputStreamReader(response().body(), StandardCharsets.UTF_8));
                lines = open;
            }
            return open;
        }

        int status() throws Exception {
            return response().statusCode();
        }

        String header(String name) throws Exception {
            return response().headers().firstValue(name).orElse("");
        }

        /** The next event, without the blank line behind it. */
        String next() throws Exception {
            StringBuilder event = new StringBuilder();
            for (String line = lines().readLine(); line != null && !line.isEmpty(); line = lines().readLine()) {
                event.append(event.length() == 0 ? "" : "\n").append(line);
            }
            return event.toString();
        }

        String rest() throws Exception {
            return lines().lines().collect(Collectors.joining("\n", "", "\n"));
        }

        boolean isAtEnd() throws Exception {
            return lines().read() < 0;
        }

        void close() throws Exception {
            response().body().close();
        }
    }
}
