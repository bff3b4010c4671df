package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputFile;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponse;
import com.openai.models.responses.WebSearchPreviewTool;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java client with another base URL and a client key, and nothing else changed. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientIT {
    private static final String PICTURE = "https://pictures.example.com/harbour.png";
    private static final String LETTER = "https://letters.example.com/tides.pdf";

    private final Stack stack;
    private final DragomanProcess server;
    private final OpenAIClient client;

    OpenAiClientIT(Stack stack) throws IOException {
        this.stack = stack;
        stack.local().model().publish(PICTURE, Files.readAllBytes(Path.of("samples/harbour-light.png")));
        stack.local().model().publish(LETTER, Files.readAllBytes(Path.of("samples/tide-observatory.pdf")));
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        // SHA-256 of "open sesame"
        environment.put("DRAGOMAN_HTTP_KEYS", "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb");
        server = DragomanProcess.server(0, environment);
        client = clientWith("open sesame");
    }

    private OpenAIClient clientWith(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void chats(boolean streamed) {
        ChatCompletion completion = new ChatUse(client, streamed)
                .ask(ChatUse.says("Hello, lighthouse.").addDeveloperMessage("Be brief."));

        assertThat(ChatUse.text(completion)).contains("Hello, lighthouse.");
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void seesTheUsageOfAStreamOnlyWhereItAskedForIt() {
        ChatUse use = new ChatUse(client, true);

        List<ChatCompletionChunk> without = use.chunks(ChatUse.says("Hello."));
        List<ChatCompletionChunk> with = use.chunks(ChatUse.says("Hello.")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build()));

        assertThat(without).allMatch(chunk -> chunk.usage().isEmpty());
        assertThat(with).hasSize(without.size() + 1);
        assertThat(with.get(with.size() - 1).usage().orElseThrow().totalTokens())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void usesAToolInChat(boolean streamed) {
        ChatCompletion completion = new ChatUse(client, streamed).useATool();

        assertThat(completion.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(stack.local().model().calls().get(1).text())
                .contains("Fog over")
                .contains("Boston");
    }

    @Test
    void showsAPictureInChat() {
        ChatCompletion completion = new ChatUse(client, false)
                .ask(ChatCompletionCreateParams.builder()
                        .model("openai/gpt-5.2-chat")
                        .putAdditionalBodyProperty("max_tokens", JsonValue.from(300))
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("What is in this image?")
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url(PICTURE)
                                                .build())
                                        .build()))));

        assertThat(ChatUse.text(completion)).contains("320 x 200");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void getsAResponse(boolean streamed) {
        Response response = new ResponsesUse(client, streamed)
                .ask(ResponsesUse.says("Hello, lighthouse.").instructions("Be brief."));

        assertThat(ResponsesUse.text(response)).contains("Hello, lighthouse.");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void readsTheTextOfAResponseFromItsDeltas() {
        StringBuilder text = new StringBuilder();

        new ResponsesUse(client, true)
                .events(ResponsesUse.says("Hello, lighthouse."))
                .forEach(event -> event.outputTextDelta().ifPresent(delta -> text.append(delta.delta())));

        assertThat(text).contains("Hello, lighthouse.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void usesAToolInResponses(boolean streamed) {
        Response response = new ResponsesUse(client, streamed).useATool();

        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(stack.local().model().calls().get(1).text())
                .contains("Fog over")
                .contains("Boston");
    }

    @Test
    void showsAPictureInResponses() {
        Response response = askAbout(ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                .detail(ResponseInputImage.Detail.AUTO)
                .imageUrl(PICTURE)
                .build()));

        assertThat(ResponsesUse.text(response)).contains("320 x 200");
    }

    @Test
    void sendsAFileByItsUrl() {
        Response response = askAbout(ResponseInputContent.ofInputFile(
                ResponseInputFile.builder().fileUrl(LETTER).build()));

        assertThat(ResponsesUse.text(response)).contains("8.43 metres");
    }

    private Response askAbout(ResponseInputContent content) {
        return new ResponsesUse(client, false)
                .ask(ResponseCreateParams.builder()
                        .model("openai/gpt-5.2-chat")
                        .inputOfResponse(List.of(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                                .role(ResponseInputItem.Message.Role.USER)
                                .addInputTextContent("What is in this?")
                                .addContent(content)
                                .build()))));
    }

    @Test
    void goesOnFromAnEarlierResponse() {
        ResponsesUse use = new ResponsesUse(client, false);
        Response first = use.ask(ResponsesUse.says("My boat is called Halcyon.").store(true));

        Response second = use.ask(ResponsesUse.says("And now?").previousResponseId(first.id()));

        assertThat(second.previousResponseId()).contains(first.id());
    }

    @Test
    void offersAHostedTool() {
        Response response = new ResponsesUse(client, false)
                .ask(ResponsesUse.says("What is new?")
                        .addTool(WebSearchPreviewTool.builder()
                                .type(WebSearchPreviewTool.Type.WEB_SEARCH_PREVIEW)
                                .build()));

        assertThat(response.tools().get(0).isWebSearchPreview()).isTrue();
    }

    @Test
    void getsAChatAnswerInTheFormOfAClass() {
        StructuredChatCompletion<Place> completion = client.chat()
                .completions()
                .create(ChatUse.says("The lighthouse of Rona Point is 12 miles away.")
                        .responseFormat(Place.class)
                        .build());

        assertThat(completion.choices().get(0).message().content().orElseThrow().miles)
                .isEqualTo(12);
    }

    @Test
    void getsAResponseInTheFormOfAClass() {
        StructuredResponse<Place> response = client.responses()
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
    void listsTheModels() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .contains("openai/gpt-5.2-chat");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isToldOfABadRequest(boolean streamed) {
        stack.local().model().misbehave(Misbehaviour.error(400).inNestedShape());

        assertFails(BadRequestException.class, 400, streamed);
    }

    @Test
    void isToldWhatIsNotThere() {
        stack.local().model().misbehave(Misbehaviour.error(404).inNestedShape());

        assertFails(NotFoundException.class, 404, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isToldOfARateLimit(boolean streamed) {
        stack.local().model().misbehave(Misbehaviour.error(429).header("Retry-After", "0"));

        assertFails(RateLimitException.class, 429, streamed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isToldOfAServersTrouble(boolean streamed) {
        stack.local().model().misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));

        assertFails(InternalServerException.class, 503, streamed);
    }

    private void assertFails(Class<? extends OpenAIServiceException> type, int status, boolean streamed) {
        assertThatThrownBy(() -> new ChatUse(client, streamed).ask(ChatUse.says("Hello.")))
                .isInstanceOfSatisfying(type, failure -> {
                    assertThat(failure.statusCode()).isEqualTo(status);
                    assertThat(failure.code()).isPresent();
                });
        assertThatThrownBy(() -> new ResponsesUse(client, streamed).ask(ResponsesUse.says("Hello.")))
                .isInstanceOf(type);
    }

    @Test
    void isToldThatItsKeyIsWrong() {
        OpenAIClient stranger = clientWith("close sesame");
        try {
            assertThatThrownBy(() -> new ChatUse(stranger, false).ask(ChatUse.says("Hello.")))
                    .isInstanceOf(UnauthorizedException.class);
            assertThat(stack.local().model().chargeable()).isZero();
        } finally {
            stranger.close();
        }
    }

    @Test
    void isToldThatAStreamOfChunksBrokeOff() {
        stack.local().model().misbehave(Misbehaviour.NONE.cutAfterEvents(3));

        assertThatThrownBy(() -> new ChatUse(client, true).chunks(ChatUse.says("Hello.")))
                .isInstanceOf(SseException.class);
    }

    @Test
    void takesChunksWithAFinishReasonForWholeIfTheModelForgetsDone() {
        stack.local().model().misbehave(Misbehaviour.of(Misbehaviour.Kind.UNENDED));

        assertThat(ChatUse.text(new ChatUse(client, true).ask(ChatUse.says("Hello."))))
                .isNotBlank();
    }

    static Stream<Misbehaviour> brokenStreams() {
        return Stream.of(Misbehaviour.of(Misbehaviour.Kind.UNENDED), Misbehaviour.NONE.cutAfterEvents(3));
    }

    @ParameterizedTest
    @MethodSource("brokenStreams")
    void isToldThatAStreamOfAResponseBrokeOff(Misbehaviour misbehaviour) {
        stack.local().model().misbehave(misbehaviour);
        List<ResponseStreamEvent> events = new ArrayList<>();

        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ResponsesUse.says("Hello.").build())) {
            assertThatThrownBy(() -> stream.stream().forEach(events::add)).isInstanceOf(OpenAIIoException.class);
        }

        assertThat(events.get(events.size() - 2).isError()).isTrue();
        assertThat(events.get(events.size() - 1).isFailed()).isTrue();
    }

    @Test
    void mayLeaveAStreamBeforeItsEnd() {
        stack.local().model().misbehave(Misbehaviour.NONE.withEventDelay(Duration.ofMillis(50)));
        String talk = "One more word for the gulls of the harbour. ".repeat(40);

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ChatUse.says(talk).build())) {
            assertThat(stream.stream().findFirst()).isPresent();
        }

        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.local().model().calls().get(0).answer().aborted());
    }
}
