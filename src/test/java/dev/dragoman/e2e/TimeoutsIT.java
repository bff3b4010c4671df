package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.FullBacklog;
import dev.dragoman.harness.SlowServer;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the packaged server waits for a model: to connect, for the first byte, and in all. */
class TimeoutsIT {
    private static final Duration NO_TIME = Duration.ZERO;

    @Test
    @Tag("F001")
    void aModelThatIsNotThereIsUnreachable() throws Exception {
        try (DragomanProcess server = server("http://127.0.0.1:" + Ports.free() + "/v1")) {
            HttpResponse<String> response = ask(server);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("upstream_unreachable");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    @Tag("F002")
    void aModelThatTakesNoConnectionIsUnreachable() throws Exception {
        try (FullBacklog model = new FullBacklog();
                DragomanProcess server = DragomanProcess.server(
                        0,
                        Map.of(
                                "GMI_API_KEY", "key",
                                "DRAGOMAN_MODEL_BASE_URL", "http://127.0.0.1:" + model.port() + "/v1",
                                "DRAGOMAN_MODEL_MAX_ATTEMPTS", "1"))) {
            HttpResponse<String> response = ask(server);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("upstream_unreachable");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    @Tag("F004")
    void anAnswerThatDoesNotComeEndsTheCallOnceAndLeavesTheModel() throws Exception {
        try (SlowServer model = SlowServer.start(Duration.ofSeconds(10), NO_TIME);
                DragomanProcess server = server(model.baseUrl())) {
            HttpResponse<String> response = ask(server);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("upstream_timeout");
            assertThat(model.abandonedWithin(Stack.LIMIT)).isTrue();
        }
    }

    @Test
    void aBodyThatTakesLongerThanTheFirstByteMayIsWaitedFor() throws Exception {
        // A whole answer is not bound by the time for the first event of a stream.
        try (SlowServer model = SlowServer.start(Duration.ofSeconds(2), Duration.ofMillis(12));
                DragomanProcess server = server(model.baseUrl())) {
            HttpResponse<String> response = ask(server);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("At last.");
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsCall() throws Exception {
        try (SlowServer model = SlowServer.start(NO_TIME, Duration.ofMillis(200));
                DragomanProcess server = server(model.baseUrl(), Stack.LIMIT.multipliedBy(2))) {
            CompletableFuture<HttpResponse<String>> call =
                    HttpClient.newHttpClient().sendAsync(request(server), HttpResponse.BodyHandlers.ofString());
            assertThat(model.calledWithin(Stack.LIMIT)).isTrue();

            call.cancel(true);

            assertThat(model.abandonedWithin(Stack.LIMIT)).isTrue();
        }
    }

    @Test
    @Tag("F030")
    void aBodyThatDripsForTooLongEndsTheCall() throws Exception {
        try (SlowServer model = SlowServer.start(NO_TIME, Duration.ofMillis(200));
                DragomanProcess server = server(model.baseUrl())) {
            HttpResponse<String> response = ask(server);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("upstream_timeout");
            assertThat(model.abandonedWithin(Stack.LIMIT)).isTrue();
        }
    }

    private static DragomanProcess server(String baseUrl) {
        return server(baseUrl, Duration.ofSeconds(8));
    }

    private static DragomanProcess server(String baseUrl, Duration total) {
        return DragomanProcess.server(
                0,
                Map.of(
                        "GMI_API_KEY",
                        "key",
                        "DRAGOMAN_MODEL_BASE_URL",
                        baseUrl,
                        "DRAGOMAN_MODEL_FIRST_BYTE_TIMEOUT",
                        "1s",
                        "DRAGOMAN_MODEL_TOTAL_TIMEOUT",
                        total.toSeconds() + "s"));
    }

    private static HttpResponse<String> ask(DragomanProcess server) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(server), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(DragomanProcess server) {
        return HttpRequest.newBuilder(server.uri("/v1/responses"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"Hello\"}"))
                .build();
    }
}
