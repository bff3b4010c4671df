package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.WebSearchPreviewTool;
import dev.dragoman.harness.Stack;
import dev.dragoman.harness.StreamClient;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Endpoints;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dragoman before providers that have one endpoint only; the official client uses the other one. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeIT {
    private final Provider chatOnly;
    private final Provider responsesOnly;

    /** A provider, Dragoman before it, and a client before that. */
    private record Provider(StandInModel model, DragomanProcess dragoman, OpenAIClient client)
            implements AutoCloseable {
        static Provider with(Endpoints endpoints, String profile, Stack stack) {
            StandInModel model = StandInModel.start(0);
            model.offer(endpoints);
            Map<String, String> environment = new TreeMap<>(stack.local().environment());
            environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
            environment.put("DRAGOMAN_MODEL_PROFILE", profile);
            DragomanProcess dragoman = DragomanProcess.server(0, environment);
            OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl(dragoman.uri("/v1").toString())
                    .apiKey("any")
                    .maxRetries(0)
                    .build();
            return new Provider(model, dragoman, client);
        }

        List<String> paths() {
            return model.calls().stream().map(call -> call.path()).toList();
        }

        @Override
        public void close() {
            client.close();
            dragoman.close();
            model.close();
        }
    }

    BridgeIT(Stack stack) {
        chatOnly = Provider.with(Endpoints.CHAT, "chat-only", stack);
        responsesOnly = Provider.with(Endpoints.RESPONSES, "responses-only", stack);
    }

    @AfterAll
    void stop() {
        chatOnly.close();
        responsesOnly.close();
    }

    @BeforeEach
    void modelsBehave() {
        chatOnly.model().reset();
        responsesOnly.model().reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseIsCarriedOverChat(boolean streamed) {
        Response response = new ResponsesUse(chatOnly.client(), streamed)
                .ask(ResponsesUse.says("Hello, lighthouse.")
                        .instructions("Be brief.")
                        .maxOutputTokens(200)
                        .reasoning(
                                Reasoning.builder().effort(ReasoningEffort.LOW).build()));

        assertThat(ResponsesUse.text(response)).contains("Hello, lighthouse.");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.instructions().orElseThrow().asString()).isEqualTo("Be brief.");
        assertThat(chatOnly.paths()).containsExactly("/v1/chat/completions");
        assertThat(chatOnly.model()
                        .calls()
                        .get(0)
                        .json()
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo("low");
        assertThat(chatOnly.model()
                        .calls()
                        .get(0)
                        .json()
                        .path("max_completion_tokens")
                        .asInt())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theUsageOfACarriedResponseIsKnown(boolean streamed) {
        Response response = new ResponsesUse(chatOnly.client(), streamed).ask(ResponsesUse.says("Hello."));

        assertThat(response.usage().orElseThrow().inputTokens()).isPositive();
        assertThat(response.usage().orElseThrow().outputTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolOfResponsesIsCarriedOverChat(boolean streamed) {
        Response response = new ResponsesUse(chatOnly.client(), streamed).useATool();

        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(ResponsesUse.text(response)).isNotBlank();
        assertThat(chatOnly.paths()).containsExactly("/v1/chat/completions", "/v1/chat/completions");
        assertThat(chatOnly.model().calls().get(1).text())
                .contains("\"role\":\"tool\"")
                .contains("Fog over");
    }

    @Test
    void theFormOfAResponseIsCarriedOverChat() {
        var response = chatOnly.client()
                .responses()
                .create(ResponsesUse.says("The lighthouse of Rona Point is 12 miles away.")
                        .text(Place.class)
                        .build());

        assertThat(response.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .flatMap(content -> content.outputText().stream())
                        .map(place -> place.miles))
                .containsExactly(12);
    }

    @Test
    void theEventsOfACarriedResponseComeInTheOrderOfTheReference() {
        List<ResponseStreamEvent> events =
                new ResponsesUse(chatOnly.client(), true).events(ResponsesUse.says("Hello."));

        assertThat(events.get(0).isCreated()).isTrue();
        assertThat(events.stream().filter(event -> event.isOutputItemAdded())).hasSize(1);
        assertThat(events.stream().filter(event -> event.isOutputTextDone())).hasSize(1);
        assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
    }

    static Stream<ResponseCreateParams.Builder> beyondChat() {
        return Stream.of(
                ResponsesUse.says("And now?").previousResponseId("resp_of_yesterday"),
                ResponsesUse.says("What is new?")
                        .addTool(WebSearchPreviewTool.builder()
                                .type(WebSearchPreviewTool.Type.WEB_SEARCH_PREVIEW)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("beyondChat")
    void whatChatCanNotCarryIsRefusedBeforeAnyCall(ResponseCreateParams.Builder params) {
        assertThatThrownBy(() -> new ResponsesUse(chatOnly.client(), false).ask(params))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        refusal -> assertThat(refusal.param()).isPresent());
        assertThat(chatOnly.model().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChatIsCarriedOverResponses(boolean streamed) {
        ChatCompletion completion = new ChatUse(responsesOnly.client(), streamed)
                .ask(ChatUse.says("Hello, lighthouse.")
                        .addDeveloperMessage("Be brief.")
                        .maxCompletionTokens(200));

        assertThat(ChatUse.text(completion)).contains("Hello, lighthouse.");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(responsesOnly.paths()).containsExactly("/v1/responses");
        assertThat(responsesOnly
                        .model()
                        .calls()
                        .get(0)
                        .json()
                        .path("max_output_tokens")
                        .asInt())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolOfChatIsCarriedOverResponses(boolean streamed) {
        ChatCompletion completion = new ChatUse(responsesOnly.client(), streamed).useATool();

        assertThat(ChatUse.text(completion)).isNotBlank();
        assertThat(responsesOnly.paths()).containsExactly("/v1/responses", "/v1/responses");
        assertThat(responsesOnly.model().calls().get(1).text())
                .contains("function_call_output")
                .contains("Fog over");
    }

    @Test
    void theChunksOfACarriedChatHaveOneIdAndNoUsage() {
        List<ChatCompletionChunk> chunks = new ChatUse(responsesOnly.client(), true).chunks(ChatUse.says("Hello."));

        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(chunks.stream().map(chunk -> chunk.id()).distinct()).hasSize(1);
        assertThat(chunks).allMatch(chunk -> chunk.usage().isEmpty());
    }

    @Test
    void anErrorOfTheProviderInACarriedChatIsAnErrorOfItsOwnAndBreaksTheStreamOff() throws Exception {
        responsesOnly
                .model()
                .misbehave(Misbehaviour.of(Misbehaviour.Kind.ANSWER).errorAfterEvents(4));

        String events = stream(
                responsesOnly,
                "/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true}");

        JsonNode error = Stack.parse(lastData(events)).path("error");
        assertThat(error.path("code").textValue()).isEqualTo("server_error");
        assertThat(error.path("message").textValue()).isNotBlank().doesNotContain("status 503");
        assertThat(events).doesNotContain("[DONE]");
    }

    @Test
    void anErrorOfTheProviderInACarriedResponseEndsItWithAFailedResponse() throws Exception {
        chatOnly.model().misbehave(Misbehaviour.of(Misbehaviour.Kind.ANSWER).errorAfterEvents(2));

        String events = stream(chatOnly, "/v1/responses", "{\"input\":\"Hello\",\"stream\":true}");

        JsonNode failed = Stack.parse(lastData(events));
        assertThat(events).containsOnlyOnce("event: error\n").containsOnlyOnce("event: response.failed\n");
        assertThat(failed.path("type").textValue()).isEqualTo("response.failed");
        assertThat(failed.at("/response/id").textValue()).startsWith("resp_");
        assertThat(failed.at("/response/error/message").textValue())
                .isNotBlank()
                .doesNotContain("status 503");
    }

    /** The events of a stream that breaks off. */
    private static String stream(Provider provider, String path, String body) throws Exception {
        try (StreamClient client = new StreamClient()) {
            return client.post(HttpVersion.HTTP_1_1, provider.dragoman().uri(path), body)
                    .broken();
        }
    }

    private static String lastData(String events) {
        return events.substring(events.lastIndexOf("data: ") + "data: ".length());
    }
}
