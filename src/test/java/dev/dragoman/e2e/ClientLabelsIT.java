package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.Sha256;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose keys have labels: what they cost is told by client, and each has limits of its own. */
@ExtendWith(Stack.Extension.class)
class ClientLabelsIT {
    private static final String PRICES =
            "{\"version\": \"v\", \"models\": [{\"model\": \"*\", \"input\": 1, \"output\": 1}]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Stack stack;

    ClientLabelsIT(Stack stack) {
        this.stack = stack;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put(
                "DRAGOMAN_HTTP_KEYS",
                "shop:%s, desk:%s,%s".formatted(Sha256.hex("key 1"), Sha256.hex("key 2"), Sha256.hex("key 3")));
        return environment;
    }

    @Test
    void whatClientsCostIsToldByTheLabelsOfTheirKeys(@TempDir Path folder) throws Exception {
        Map<String, String> environment = environment();
        environment.put(
                "DRAGOMAN_PRICES",
                Files.writeString(folder.resolve("prices.json"), PRICES).toString());
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            HttpResponse<String> shops = ask(server, "key 1").join();
            HttpResponse<String> desks = ask(server, "key 2").join();
            HttpResponse<String> others = ask(server, "key 3").join();

            assertThat(line(server, shops).path("client").asText()).isEqualTo("shop");
            assertThat(line(server, desks).path("client").asText()).isEqualTo("desk");
            assertThat(line(server, others).has("client")).isFalse();
            assertThat(metrics(server)).contains(series("shop", shops), series("desk", desks), series("", others));
        }
    }

    private static String series(String label, HttpResponse<String> response) {
        return "dragoman_cost_microusd_total{client=\"%s\",door=\"http\",model=\"openai/gpt-5.2-chat\"} %s.0"
                .formatted(label, response.headers().firstValue("Dragoman-Cost").orElse(""));
    }

    @Test
    void aClientMayCallSoOftenInAMinuteAndOthersAreNotHeldUp() {
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_HTTP_LIMITS", "shop:rpm=2,desk:rpm=600:concurrency=1");
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            assertThat(ask(server, "key 1").join().statusCode()).isEqualTo(200);
            assertThat(ask(server, "key 1").join().statusCode()).isEqualTo(200);
            HttpResponse<String> third = ask(server, "key 1").join();

            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.body()).contains("client_limit", "rate_limit_error");
            assertThat(third.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 60L);
            assertThat(ask(server, "key 2").join().statusCode()).isEqualTo(200);
            assertThat(ask(server, "key 3").join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aClientMayHaveSoManyCallsAtATime() {
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_HTTP_LIMITS", "desk:concurrency=1");
        stack.local().model().reset();
        stack.local().model().misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG).times(1));
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            CompletableFuture<HttpResponse<String>> first = ask(server, "key 2");
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> stack.local().model().calls().size() == 1);

            HttpResponse<String> second = ask(server, "key 2").join();

            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.body()).contains("client_limit");
            assertThat(ask(server, "key 1").join().statusCode()).isEqualTo(200);
            stack.local().model().reset();
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(ask(server, "key 2").join().statusCode()).isEqualTo(200);
        }
    }

    private CompletableFuture<HttpResponse<String>> ask(DragomanProcess server, String key) {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                // None of these is a label.
                .header("client", "desk")
                .header("Dragoman-Client", "desk")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\": \"Hello\", \"user\": \"desk\"}"))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode line(DragomanProcess server, HttpResponse<String> response) {
        String id = response.headers().firstValue("Dragoman-Request-Id").orElseThrow();
        return Awaitility.await("the line of " + id)
                .atMost(Stack.LIMIT)
                .until(
                        () -> server.lines().stream()
                                .filter(line -> line.contains("\"dragoman.ask\"") && line.contains(id))
                                .toList(),
                        found -> !found.isEmpty())
                .stream()
                .map(line -> Stack.parse(line).path("mdc"))
                .toList()
                .get(0);
    }

    private List<String> metrics(DragomanProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/q/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
