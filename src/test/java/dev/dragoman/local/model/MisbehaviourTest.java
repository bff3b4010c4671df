package dev.dragoman.local.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {
    private static final String HELLO = "{\"model\": \"m\", \"input\": \"Hello there.\"}";
    private static final String STREAM = "{\"model\": \"m\", \"input\": \"Hello there.\", \"stream\": true}";
    private static final String CHAT =
            "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello.\"}]}";

    private final StandInModel model = StandInModel.start(0);
    private final Client client = Client.of(model);

    @AfterEach
    void stop() {
        model.close();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.post(Api.RESPONSES, body);
    }

    @Test
    void happensForTheNextCallsOnly() throws Exception {
        model.misbehave(Misbehaviour.error(429).times(2).header("Retry-After", "7"));

        HttpResponse<String> first = post(HELLO);
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("7");
        assertThat(Client.json(first.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(post(HELLO).statusCode()).isEqualTo(429);
        assertThat(post(HELLO).statusCode()).isEqualTo(200);
        assertThat(model.chargeable()).isEqualTo(3);
        assertThat(model.paid()).isEqualTo(1);
    }

    @Test
    void happensForCallsThatMatchOnly() throws Exception {
        model.misbehave(Misbehaviour.error(503).matching("storm"));

        assertThat(post(HELLO).statusCode()).isEqualTo(200);
        assertThat(post(HELLO.replace("there", "storm")).statusCode()).isEqualTo(503);
    }

    @Test
    void canBeA200ThatIsNoAnswer() throws Exception {
        model.misbehave(Misbehaviour.error(200).times(1).inNestedShape());
        model.misbehave(Misbehaviour.error(200).times(1).withBody("{\"error\": \"odd\"}"));
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.HTML).times(1));
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.EMPTY).times(1));
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.TRUNCATED_JSON).times(1));

        assertThat(Client.json(post(HELLO).body()).at("/error/details/error").isObject())
                .isTrue();
        assertThat(post(HELLO).body()).isEqualTo("{\"error\": \"odd\"}");
        assertThat(post(HELLO).headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(post(HELLO).body()).isEmpty();
        assertThat(post(HELLO).body()).startsWith("{\"id\":").doesNotEndWith("}}");
    }

    @Test
    void canIgnoreTheFile() throws Exception {
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.FILE_IGNORED));
        String data = Base64.getEncoder().encodeToString("secret ".repeat(1_000).getBytes(StandardCharsets.UTF_8));

        JsonNode response = client.responses("""
                {"model": "m", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Read."},
                 {"type": "input_file", "file_data": "%s"}]}]}""".formatted(data));

        assertThat(response.at("/usage/input_tokens").asInt()).isLessThan(10);
        assertThat(Client.textOf(response)).doesNotContain("secret");
    }

    @Test
    void canEndAnAnswerInOtherWays() throws Exception {
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.ANSWER).finishing("content_filter"));
        assertThat(client.chat(CHAT).at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(client.responses(HELLO).at("/incomplete_details/reason").asText())
                .isEqualTo("content_filter");
        model.reset();

        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.REFUSAL));
        assertThat(client.chat(CHAT).at("/choices/0/message/refusal").asText()).contains("can't help");
        assertThat(client.responses(HELLO).at("/output/0/content/0/type").asText())
                .isEqualTo("refusal");
        model.reset();

        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.FAILED));
        assertThat(client.chat(CHAT).has("error")).isTrue();
        assertThat(client.responses(HELLO).path("status").asText()).isEqualTo("failed");
        assertThat(client.stream(Api.RESPONSES, STREAM)).last().asString().contains("response.failed");
    }

    @Test
    void canBreakTheConnection() {
        for (Misbehaviour cut : List.of(Misbehaviour.NONE.cutAfterBytes(0), Misbehaviour.NONE.cutAfterBytes(30))) {
            model.reset();
            model.misbehave(cut);
            assertThatThrownBy(() -> post(HELLO)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void canBreakAStreamAfterSomeEvents() throws Exception {
        model.misbehave(Misbehaviour.NONE.cutAfterEvents(3));

        List<String> seen = new ArrayList<>();
        // Not the JDK's newer client, which drops what it has read when the connection breaks.
        HttpURLConnection call =
                (HttpURLConnection) model.uri(Api.RESPONSES).toURL().openConnection();
        call.setRequestProperty("Authorization", "Bearer " + StandInModel.KEY);
        call.setDoOutput(true);
        call.getOutputStream().write(STREAM.getBytes(StandardCharsets.UTF_8));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.startsWith("event: ")) {
                                seen.add(line);
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(seen).hasSize(3);
    }

    @Test
    void canEndAStreamAsIfItWereWhole() throws Exception {
        model.misbehave(Misbehaviour.NONE.cutAfterEvents(4).endingCleanly());

        assertThat(client.stream(Api.RESPONSES, STREAM)).hasSize(4);
    }

    @Test
    void canBeSlowBeforeAndBetween() throws Exception {
        model.misbehave(Misbehaviour.NONE.delayed(Duration.ofMillis(150)).withEventDelay(Duration.ofMillis(30)));

        long start = System.nanoTime();
        int events = client.stream(Api.RESPONSES, STREAM).size();

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(150 + 30L * (events - 1)));
    }

    @Test
    void answersManySlowCallsSideBySide() {
        model.misbehave(Misbehaviour.NONE.delayed(Duration.ofMillis(300)));

        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> calls = Stream.generate(() -> client.http()
                        .sendAsync(client.request(Api.RESPONSES, HELLO).build(), HttpResponse.BodyHandlers.ofString()))
                .limit(50)
                .toList();

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void canHangUntilTheReset() throws Exception {
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG));
        CompletableFuture<HttpResponse<String>> call = client.http()
                .sendAsync(client.request(Api.RESPONSES, HELLO).build(), HttpResponse.BodyHandlers.ofString());
        Awaitility.await().until(() -> model.chargeable() == 1);

        model.reset();

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(post(HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void isSetReadAndForgottenOverHttp() throws Exception {
        HttpResponse<String> set = client.post(
                "/control", "{\"status\": 503, \"times\": 1, \"headers\": {\"x-should-retry\": \"false\"}}");
        HttpResponse<String> refused = client.post("/control", "{\"kind\": \"sulk\"}");
        HttpResponse<String> met = post(HELLO);
        JsonNode state = Client.json(control("GET").body());
        int forgotten = control("DELETE").statusCode();

        assertThat(set.statusCode()).isEqualTo(200);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(met.statusCode()).isEqualTo(503);
        assertThat(met.headers().firstValue("x-should-retry")).contains("false");
        assertThat(state.at("/calls/0/body/input").asText()).isEqualTo("Hello there.");
        assertThat(state.at("/paid").asInt()).isZero();
        assertThat(forgotten).isEqualTo(204);
        assertThat(model.calls()).isEmpty();
    }

    private HttpResponse<String> control(String method) throws IOException, InterruptedException {
        return client.http()
                .send(
                        HttpRequest.newBuilder(model.uri("/control"))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
