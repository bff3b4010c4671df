package dev.dragoman.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamConductTest {
    private static final String RESPONSE = "{\"model\": \"m\", \"input\": \"Hello there.\", \"stream\": true}";
    private static final String CHAT =
            "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello.\"}], \"stream\": true}";

    private final StandInModel model = StandInModel.start(0);
    private final Client client = Client.of(model);

    @AfterEach
    void stop() {
        model.close();
    }

    @Test
    void aChunkSpeaksOfUsageOnlyWhereItWasAskedFor() throws Exception {
        List<String> without = client.stream(Api.CHAT, CHAT);
        List<String> with =
                client.stream(Api.CHAT, CHAT.replace("true}", "true, \"stream_options\": {\"include_usage\": true}}"));

        assertThat(without).noneMatch(event -> event.contains("usage"));
        List<JsonNode> chunks =
                with.subList(0, with.size() - 1).stream().map(Client::json).toList();
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.path("usage").isNull());
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/total_tokens").asInt()).isPositive();
    }

    @Test
    void anAnswersIdIsTheSameInEveryChunk() throws Exception {
        List<String> events = client.stream(Api.CHAT, CHAT);

        assertThat(events.subList(0, events.size() - 1).stream()
                        .map(event -> Client.json(event).path("id").asText())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void eventsOfAResponseAreNumberedAndItsPiecesNameTheirItem() throws Exception {
        List<JsonNode> events = client.stream(Api.RESPONSES, RESPONSE).stream()
                .map(Client::json)
                .toList();

        String item = events.get(2).at("/item/id").asText();
        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt(-1))
                .isEqualTo(IntStream.range(0, events.size()).boxed().toList());
        assertThat(events.stream()
                        .map(event -> event.path("item_id").textValue())
                        .filter(Objects::nonNull)
                        .distinct())
                .containsExactly(item);
        assertThat(events.get(events.size() - 1)
                        .at("/response/usage/total_tokens")
                        .asInt())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, [DONE]", "/v1/responses, response.completed"})
    void aStreamCanLackItsEnd(String path, String end) throws Exception {
        model.misbehave(Misbehaviour.of(Misbehaviour.Kind.UNENDED));

        List<String> events = client.stream(path, bodyFor(path));

        assertThat(events).isNotEmpty().noneMatch(event -> event.contains(end));
    }

    @Test
    void aStreamOfChunksCanBreakOffWithAnError() throws Exception {
        model.misbehave(Misbehaviour.NONE.errorAfterEvents(2));

        List<String> events = client.stream(Api.CHAT, CHAT);

        assertThat(events).hasSize(3);
        assertThat(Client.json(events.get(2)).at("/error/code").asText()).isEqualTo("server_error");
    }

    @Test
    void aStreamOfAResponseCanBreakOffWithAnError() throws Exception {
        model.misbehave(Misbehaviour.NONE.errorAfterEvents(3));

        List<String> events = client.stream(Api.RESPONSES, RESPONSE);

        JsonNode last = Client.json(events.get(events.size() - 1));
        assertThat(last.path("type").asText()).isEqualTo("error");
        assertThat(last.path("code").asText()).isEqualTo("server_error");
        assertThat(last.path("sequence_number").asInt()).isEqualTo(3);
    }

    @Test
    void aStreamCanStallUntilTheReset() throws Exception {
        model.misbehave(Misbehaviour.NONE.stallAfterEvents(2));

        CompletableFuture<HttpResponse<String>> call =
                client.http().sendAsync(client.request(Api.CHAT, CHAT).build(), HttpResponse.BodyHandlers.ofString());

        Awaitility.await().until(() -> answerTo(0).events() == 2);
        assertThat(call).isNotDone();
        assertThat(answerTo(0).aborted()).isFalse();
    }

    @Test
    void aClientThatGoesAwayIsNoticed() throws Exception {
        model.misbehave(Misbehaviour.NONE.withEventDelay(Duration.ofMillis(10)));
        String longer = CHAT.replace("Hello.", "One more word for the gulls of the harbour. ".repeat(40));

        try (InputStream stream = open(longer)) {
            assertThat(stream.read()).isPositive();
        }

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> answerTo(0).aborted());
        assertThat(answerTo(0).whole()).isFalse();
        assertThat(answerTo(0).events()).isPositive();
    }

    @Test
    void anAnswerThatWasReadToItsEndIsNotAborted() throws Exception {
        int events = client.stream(Api.CHAT, CHAT).size();

        Awaitility.await().until(() -> answerTo(0).whole());
        assertThat(answerTo(0).aborted()).isFalse();
        assertThat(answerTo(0).events()).isEqualTo(events);
    }

    private InputStream open(String body) throws IOException, InterruptedException {
        return client.http()
                .send(client.request(Api.CHAT, body).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private Transmission answerTo(int call) {
        return model.calls().size() > call ? model.calls().get(call).answer() : new Transmission();
    }

    private static String bodyFor(String path) {
        return path.equals(Api.CHAT) ? CHAT : RESPONSE;
    }
}
