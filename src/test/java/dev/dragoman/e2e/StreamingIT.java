package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    private final ScriptedModel model = ScriptedModel.start();
    private final DragomanProcess server = DragomanProcess.server(
            0,
            Map.of(
                    "GMI_API_KEY", "key",
                    "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                    "DRAGOMAN_MODEL_IDLE_TIMEOUT", "2s",
                    "DRAGOMAN_MODEL_MAX_ATTEMPTS", "1",
                    "DRAGOMAN_MODEL_BREAKER_VOLUME", "10000",
                    "DRAGOMAN_MODEL_TOTAL_TIMEOUT", "30s"));

    @AfterAll
    void stop() {
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
    @EnumSource(Endpoint.class)
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

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void aStreamWithoutItsLastEventEndsWithAnError(Endpoint endpoint) throws Exception {
        Reader reader = ask(endpoint);
        model.next().stream().event(endpoint == Endpoint.CHAT ? STOP : CREATED).end();

        assertThat(reader.last(endpoint).path("code").textValue()).isEqualTo("upstream_broken");
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void aStreamThatIsCutEndsWithAnError(Endpoint endpoint) throws Exception {
        Reader reader = ask(endpoint);
        ScriptedModel.Call call = model.next();
        call.stream().event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ah") : CREATED);
        reader.next();
        call.cut();

        assertThat(reader.last(endpoint).path("code").textValue()).isEqualTo("upstream_broken");
    }

    @Test
    void aStreamThatStandsStillEndsWithAnError() throws Exception {
        Reader reader = ask(Endpoint.CHAT);
        ScriptedModel.Call call = model.next();
        call.stream().event(DELTA.formatted("Ah"));

        assertThat(reader.last(Endpoint.CHAT).path("code").textValue()).isEqualTo("upstream_timeout");
        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void theProvidersErrorInAStreamKeepsItsWordsButNoSecret(Endpoint endpoint) throws Exception {
        Reader reader = ask(endpoint);
        String error = endpoint == Endpoint.CHAT
                ? "data: {\"error\":{\"message\":\"slow down sk-secret12345\",\"code\":\"server_error\"}}"
                : "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"slow down\"}";
        model.next().stream()
                .event(endpoint == Endpoint.CHAT ? DELTA.formatted("Ah") : CREATED)
                .event(error)
                .end();

        JsonNode last = reader.last(endpoint);
        assertThat(last.path("code").textValue()).isEqualTo("server_error");
        assertThat(last.path("message").textValue()).startsWith("slow down").doesNotContain("sk-");
    }

    @Test
    void aFailedResponseIsPassedOnAsItsOwnLastEvent() throws Exception {
        Reader reader = ask(Endpoint.RESPONSES);
        String failed = "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":1,"
                + "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"no\"}}}";
        model.next().stream().event(CREATED).event(failed).end();

        assertThat(reader.rest()).endsWith(failed + "\n\n");
    }

    @ParameterizedTest
    @CsvSource({"503 Service Unavailable, 503, upstream_failed", "400 Bad Request, 400, upstream_rejected"})
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

        /** The error that the stream ends with. */
        JsonNode last(Endpoint endpoint) throws Exception {
            String events = rest().strip();
            String last = events.substring(events.lastIndexOf("\n\n") + 1).strip();
            JsonNode data = Stack.parse(last.substring(last.indexOf("data: ") + "data: ".length()));
            if (endpoint == Endpoint.CHAT) {
                return data.path("error");
            }
            assertThat(last).startsWith("event: error\n");
            return data;
        }

        void close() throws Exception {
            response().body().close();
        }
    }
}
