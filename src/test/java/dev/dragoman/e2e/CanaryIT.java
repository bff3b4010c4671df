package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Canaries;
import dev.dragoman.harness.Collector;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that logs and traces all it can, asked through every door, with what must not get out in every place. */
@ExtendWith(Stack.Extension.class)
class CanaryIT {
    private static final String CLIENT_KEY = "canary-c11e-client-key";
    private static final String CONTENT = "canary-90a7-content";
    private static final String BUCKET = "canaries";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Stack stack;

    CanaryIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F094")
    void evenWhereAllIsLoggedNoKeyAndNoContentGetsOut() throws Exception {
        stack.local().model().reset();
        stack.local().createBucket(BUCKET);
        String asks = stack.local().createQueue("canary-asks");
        String answers = stack.local().createQueue("canary-answers");
        List<String> written = new ArrayList<>();
        List<String> log;
        try (Collector collector = Collector.start()) {
            Map<String, String> environment = collector.environment();
            environment.putAll(stack.local().environment());
            environment.put("QUARKUS_LOG_LEVEL", "ALL");
            environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");
            environment.put("DRAGOMAN_HTTP_KEYS", sha256(CLIENT_KEY));
            environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
            environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
            environment.put("DRAGOMAN_POLL_QUEUE", "canary-asks");
            environment.put("DRAGOMAN_QUEUE_REPLY", answers);
            try (DragomanProcess server = DragomanProcess.server(0, environment)) {
                stack.local()
                        .model()
                        .misbehave(Misbehaviour.error(500)
                                .times(3)
                                .withBody("{\"error\": {\"message\": \"" + CONTENT + "\"}}"));
                written.add(post(server, "wrong-" + CLIENT_KEY, "{\"input\": \"" + CONTENT + "\"}")
                        .body());
                post(server, CLIENT_KEY, "{\"input\": \"" + CONTENT + "\"}");
                post(server, CLIENT_KEY, "{\"input\": \"" + CONTENT + "\", \"stream\": true}");
                written.add(post(server, CLIENT_KEY, "{\"input\": \"" + CONTENT).body());
                written.add(post(
                                server,
                                CLIENT_KEY,
                                "{\"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"input_file\","
                                        + " \"file_url\": \"http://127.0.0.1/" + CONTENT + "\"}]}]}")
                        .body());
                stack.local()
                        .sqs()
                        .sendMessage(send -> send.queueUrl(asks)
                                .messageBody("{\"id\": \"a\", \"body\": {\"input\": \"" + CONTENT + "\"}}"));
                written.add(stack.receive(answers, 1).get(0).path("receipt").toString());
                stack.put(BUCKET, "inbox/a.md", CONTENT);
                stack.put(BUCKET, "inbox/b.pdf", "%PDF-1.7 " + CONTENT);
                stack.awaitKey(BUCKET, "done/a.md");
                stack.awaitKey(BUCKET, "failed/b.pdf");
                written.add(stack.text(BUCKET, "summaries/a.md.receipt.json"));
                written.add(stack.text(BUCKET, "summaries/b.pdf.error.json"));
                written.add(get(server, "/q/metrics"));
                collector.await("gen_ai.operation.name");
                log = server.lines();
                written.add(collector.received());
            }
        }

        assertThat(Canaries.in(log.stream())).isEmpty();
        assertThat(Canaries.in(written.stream().flatMap(String::lines))).isEmpty();
        assertThat(log).anyMatch(line -> line.contains("\"level\":\"DEBUG\""));
        // Whatever thread an ask ends on, its line says what became of it.
        assertThat(log.stream().filter(line -> line.contains("\"loggerName\":\"dragoman.ask\"")))
                .isNotEmpty()
                .allMatch(line -> line.contains("\"door\":"))
                .anyMatch(line -> line.contains("\"door\":\"sqs\"") && line.contains("\"outcome\":\"completed\""));
    }

    private HttpResponse<String> post(DragomanProcess server, String key, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String get(DragomanProcess server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
