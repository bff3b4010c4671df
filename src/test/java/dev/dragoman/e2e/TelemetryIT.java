package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Collector;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged artifact with a collector: what an operator sees in metrics and traces, and what nobody sees there. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryIT {
    private static final String CANARY = "canary-51c2-waterskin";
    private static final String KEY = "provider-key-91ab";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Collector collector = Collector.start();
    private final Stack stack;
    private final DragomanProcess server;

    TelemetryIT(Stack stack) {
        this.stack = stack;
        Map<String, String> environment = environment();
        environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");
        server = DragomanProcess.server(0, environment);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = collector.environment();
        environment.putAll(stack.local().environment());
        environment.put("GMI_API_KEY", KEY);
        return environment;
    }

    @AfterAll
    void stop() {
        server.close();
        collector.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    /** It costs no key to make methods up, and each time series would stay. */
    @Test
    void methodsThatCallersMakeUpAreOne() throws IOException {
        for (String method : List.of("A1", "A2")) {
            try (Socket socket = new Socket()) {
                socket.connect(Ports.address(server.port()));
                socket.getOutputStream()
                        .write((method + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        }

        assertThat(get("/q/metrics"))
                .containsPattern("http_server_requests_seconds_count\\{method=\"_OTHER\"")
                .doesNotContain("\"A1\"")
                .doesNotContain("\"A2\"");
    }

    @Test
    void theConventionsMetricsAreThere() {
        ask("0af7651916cd43dd8448eb211c80319a");

        assertThat(get("/q/metrics"))
                .contains("gen_ai_client_operation_duration_seconds_bucket{error_type=\"\","
                        + "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
                        + "gen_ai_request_model=\"openai/gpt-5.2-chat\",gen_ai_response_model=\"openai/gpt-5.2-chat\","
                        + "server_address=\"127.0.0.1\"")
                .containsPattern("gen_ai_client_token_usage_bucket\\{dragoman_estimated=\"false\","
                        + ".*gen_ai_token_type=\"output\",.*le=\"6\\.7108864E7\"");
    }

    @Test
    void theCallIsInTheCallersTraceWithoutContentAndKey() {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        String answer = ask(trace);

        awaitSpansOf(trace, 3);
        assertThat(collector.received())
                .contains("gen_ai.operation.name", "gen_ai.response.finish_reasons", "gen_ai.usage.output_tokens")
                .contains("dragoman.ask.door", "dragoman.from_ledger")
                .doesNotContain(CANARY)
                .doesNotContain(KEY)
                .doesNotContain("clients-own-key");
        assertThat(answer).contains(CANARY);
    }

    @Test
    void aStreamIsMeasuredToItsFirstEventAndIsInTheCallersTrace() {
        String trace = "0af7651916cd43dd8448eb211c80319f";

        ask(trace, "{\"input\":\"Say " + CANARY + "\",\"stream\":true}");

        awaitSpansOf(trace, 2);
        assertThat(collector.received()).contains("gen_ai.usage.output_tokens").doesNotContain(CANARY);
        assertThat(get("/q/metrics")).contains("gen_ai_client_operation_time_to_first_chunk_seconds_count");
    }

    @Test
    void aFailedCallIsInTheCallersTraceToo() {
        String trace = "0af7651916cd43dd8448eb211c80319d";
        stack.local().model().misbehave(Misbehaviour.NONE.cutAfterBytes(0));

        ask(trace);

        // The requests' spans may be sent before the call's, which has the reason.
        collector.await("upstream_broken");
        awaitSpansOf(trace, 3);
    }

    @Test
    void healthAndMetricsLeaveNoTrace() {
        get("/q/metrics");
        ask("0af7651916cd43dd8448eb211c80319e");

        collector.await(bytes("0af7651916cd43dd8448eb211c80319e"));
        assertThat(collector.received()).doesNotContain("/q/metrics").doesNotContain("/q/health");
    }

    @Test
    void aFunctionSendsItsSpansBeforeItAsksForTheNextInvocation() {
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                Collector own = Collector.start()) {
            Map<String, String> environment = environment();
            environment.putAll(own.environment());
            // Longer than the test: nothing is sent as time goes by.
            environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "10m");
            try (DragomanProcess function = Stack.function(lambda, environment)) {
                byte[] event = "{\"body\":{\"input\":\"Hello\"}}".getBytes(StandardCharsets.UTF_8);

                lambda.invoke(event, Stack.LIMIT);
                lambda.invoke(event, Stack.LIMIT);

                assertThat(own.received()).contains("chat openai/gpt-5.2-chat");
                assertThat(function.alive()).isTrue();
            }
        }
    }

    @Test
    void theCallersContextIsNotSentToTheProvider() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c8031a0";

        ask(trace);
        ask(trace, "{\"input\":\"Hello\",\"stream\":true}");
        get("/v1/models");

        assertThat(stack.local().model().calls())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(call ->
                        assertThat(call.headers()).doesNotContainKeys("traceparent", "tracestate", "baggage", "b3"));
    }

    @Test
    void theCallersContextIsSentToTheProviderIfASettingSaysSo() {
        String trace = "0af7651916cd43dd8448eb211c8031a1";
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_MODEL_TRACE_CONTEXT", "true");
        try (DragomanProcess tracing = DragomanProcess.server(0, environment)) {
            send(request(tracing, trace, "{\"input\":\"Hello\"}"));

            assertThat(stack.local().model().calls()).singleElement().satisfies(call -> {
                assertThat(call.header("traceparent"))
                        .hasValueSatisfying(sent -> assertThat(sent).contains(trace));
                assertThat(call.header("baggage"))
                        .hasValueSatisfying(sent -> assertThat(sent).contains("user=ada"));
            });
        }
    }

    private String ask(String trace) {
        return ask(trace, "{\"input\":\"Say " + CANARY + "\"}");
    }

    private String ask(String trace, String body) {
        return send(request(server, trace, body));
    }

    private static HttpRequest.Builder request(DragomanProcess to, String trace, String body) {
        return HttpRequest.newBuilder(to.uri("/v1/responses?secret=" + CANARY))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer clients-own-key")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .header("tracestate", "vendor=1")
                .header("baggage", "user=ada")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(server.uri(path)));
    }

    private String send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    // Of the request, of the call to the model, and of the call's HTTP request.
    private void awaitSpansOf(String trace, int count) {
        Awaitility.await("spans of " + trace)
                .atMost(Stack.LIMIT)
                .until(() -> collector.received().split(Pattern.quote(bytes(trace)), -1).length > count);
    }

    private static String bytes(String trace) {
        return new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
    }
}
