package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.harness.WireReply;
import dev.dragoman.local.DragomanProcess;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider's answers can take of a small server, by what they become. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerBoundsIT {
    /** With these the server's memory is about 13 MB of text, or 400,000 values. */
    private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    private static final int AT_ONCE = 8;
    /** Answers that are read while others wait: each of them alone fills the memory. */
    private static final int FAR_MORE = 40;

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String STOP = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final String DONE = "data: [DONE]";

    private final WireProvider provider = WireProvider.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StreamClient streams = new StreamClient();
    private DragomanProcess server;

    @BeforeAll
    void start() {
        server = DragomanProcess.launch(
                0,
                Map.of(
                        "GMI_API_KEY", "key",
                        "DRAGOMAN_MODEL_BASE_URL", provider.baseUrl(),
                        "DRAGOMAN_MODEL_BREAKER_VOLUME", "1000",
                        "AWS_REGION", "us-east-1"),
                SMALL);
        server.awaitReady(Stack.LIMIT);
    }

    @AfterAll
    void stop() {
        streams.close();
        server.close();
        provider.close();
        assertThat(server.lines()).noneMatch(line -> line.contains("OutOfMemoryError"));
    }

    /** Where an event of a chat completion may have its many values. */
    private enum Place {
        BESIDE("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Ahoy\"}}],\"metadata\":[%s]}", "{}"),
        CHOICES("{\"choices\":[%s]}", "{\"index\":0}"),
        PARTS("{\"choices\":[{\"index\":0,\"delta\":{\"content\":[%s]}}]}", "{\"type\":\"text\",\"text\":\"a\"}"),
        CALLS("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[%s]}}]}", "{\"function\":{}}"),
        LOGPROBS("{\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":{\"content\":[%s]}}]}", "[]"),
        ERROR("{\"error\":{\"message\":\"no\",\"more\":[%s]}}", "1"),
        TEXT("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}", "{},"),
        NO_JSON("{\"choices\":[%s", "{}");

        private final String chunk;
        private final String value;

        Place(String chunk, String value) {
            this.chunk = chunk;
            this.value = value;
        }

        String event(int values) {
            return "data: " + chunk.formatted(value + ("," + value).repeat(values - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsOfManyValuesHoldNobodyUp(Place place) throws Exception {
        provider.answer("chat", (call, earlier) -> WireReply.events(List.of(place.event(100_000), STOP, DONE)));
        List<StreamClient.Answer> answers = IntStream.range(0, AT_ONCE)
                .mapToObj(n -> streams.post(
                        HttpVersion.HTTP_1_1,
                        server.uri("/v1/chat/completions"),
                        "{\"model\":\"chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
                .toList();
        List<CompletableFuture<String>> ends = answers.stream()
                .map(answer -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return answer.ended();
                    } catch (Exception late) {
                        throw new IllegalStateException(late);
                    }
                }))
                .toList();

        assertHealthyUntil(ends);

        assertThat(ends).allSatisfy(end -> assertThat(end.join()).isNotEmpty());
    }

    @Test
    void manySmallEventsWhoseValuesAreAllKeptAreBoundedToo() throws Exception {
        String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[" + "{},".repeat(600) + "{}]}}]}";
        List<String> events = new ArrayList<>(List.of(event));
        IntStream.range(0, 1_500).forEach(n -> events.add(event));
        provider.answer("chat", (call, earlier) -> WireReply.events(events));

        String answer = streams.post(
                        HttpVersion.HTTP_1_1,
                        server.uri("/v1/chat/completions"),
                        "{\"model\":\"chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                .broken();

        assertThat(answer).contains("answer_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "\"x\"", "[[]]"})
    void wholeAnswersOfManyValuesHoldNobodyUp(String value) throws Exception {
        provider.answer(
                "whole",
                (call, earlier) -> WireReply.json(
                        200,
                        "{\"output\":[],\"status\":\"completed\",\"metadata\":[" + (value + ",").repeat(100_000)
                                + "0]}"));

        assertAnswered("whole", AT_ONCE);
    }

    @Test
    void wholeAnswersOfLongTextsHoldNobodyUp() throws Exception {
        String text = "x".repeat(10_000_000);
        provider.answer(
                "whole",
                (call, earlier) -> WireReply.json(
                        200,
                        "{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + text
                                + "\"}]}],\"status\":\"completed\"}"));

        assertAnswered("whole", FAR_MORE);
    }

    private void assertAnswered(String model, int atOnce) throws Exception {
        List<CompletableFuture<HttpResponse<Void>>> answers = IntStream.range(0, atOnce)
                .mapToObj(n -> client.sendAsync(
                        HttpRequest.newBuilder(server.uri("/v1/responses"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"" + model + "\",\"input\":\"x\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding()))
                .toList();

        assertHealthyUntil(answers);

        // Those that find no memory for a while are told so.
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isIn(200, 503));
        assertThat(answers)
                .anySatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    private void assertHealthyUntil(List<? extends CompletableFuture<?>> answers) throws Exception {
        while (answers.stream().anyMatch(answer -> !answer.isDone())) {
            assertThat(health()).isEqualTo(200);
        }
    }

    private int health() throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(server.uri("/q/health/live"))
                                .timeout(SOON)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
