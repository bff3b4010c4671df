import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LangChain4j's models, as they come. */
public final class Main {
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"(\\w+)\"");
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .description("The weather at a place")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build();

    /** Either kind of model. */
    @FunctionalInterface
    private interface Model {
        ChatResponse answer(ChatRequest request) throws Exception;
    }

    public static void main(String[] arguments) {
        Report report = Report.of(arguments, Main::failure);
        for (String name : List.of(
                "plain", "empty", "bad-request", "unauthorized", "forbidden", "no-such-model", "quota", "limited", "down")) {
            report.on(name, (way, model) -> ask(whole(way, model)));
        }
        for (String name : List.of("streamed", "streamed-bad-request", "broken", "unended", "failing")) {
            report.on(name, (way, model) -> ask(streamed(way, model)));
        }
        report.on("tool", (way, model) -> tool(whole(way, model)));
        report.on("streamed-tool", (way, model) -> tool(streamed(way, model)));
        for (String name : List.of("responses-plain", "responses-bad-request", "responses-limited")) {
            report.on(name, (way, model) -> ask(responses(way, model)));
        }
        for (String name : List.of("responses-streamed", "responses-broken", "responses-failed")) {
            report.on(name, (way, model) -> ask(streamedResponses(way, model)));
        }
        report.on("responses-tool", (way, model) -> tool(responses(way, model)));
        System.exit(0);
    }

    private static Model whole(Report.Way way, String model) {
        ChatModel chat = OpenAiChatModel.builder()
                .baseUrl(way.baseUrl())
                .apiKey("a-client-key")
                .modelName(model)
                .build();
        return chat::chat;
    }

    private static Model streamed(Report.Way way, String model) {
        return streamed(OpenAiStreamingChatModel.builder()
                .baseUrl(way.baseUrl())
                .apiKey("a-client-key")
                .modelName(model)
                .build());
    }

    private static Model responses(Report.Way way, String model) {
        ChatModel chat = OpenAiResponsesChatModel.builder()
                .baseUrl(way.baseUrl())
                .apiKey("a-client-key")
                .modelName(model)
                .build();
        return chat::chat;
    }

    private static Model streamedResponses(Report.Way way, String model) {
        return streamed(OpenAiResponsesStreamingChatModel.builder()
                .baseUrl(way.baseUrl())
                .apiKey("a-client-key")
                .modelName(model)
                .build());
    }

    private static Model streamed(StreamingChatModel model) {
        return request -> {
            CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
            model.chat(request, new StreamingChatResponseHandler() {
                @Override
                public void onCompleteResponse(ChatResponse response) {
                    whole.complete(response);
                }

                @Override
                public void onError(Throwable failure) {
                    whole.completeExceptionally(failure);
                }
            });
            try {
                return whole.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof Exception cause ? cause : failed;
            } catch (TimeoutException silent) {
                throw new TimeoutException("neither an answer nor an error within 20 s");
            }
        };
    }

    private static String ask(Model model) throws Exception {
        return text(model.answer(ChatRequest.builder().messages(UserMessage.from("Hello!")).build()));
    }

    private static String tool(Model model) throws Exception {
        List<ChatMessage> talk = new ArrayList<>(List.of(UserMessage.from("Weather?")));
        AiMessage wish = model.answer(request(talk)).aiMessage();
        ToolExecutionRequest call = wish.toolExecutionRequests().get(0);
        talk.add(wish);
        talk.add(ToolExecutionResultMessage.from(call, "Fog, for " + call.arguments()));
        return text(model.answer(request(talk)));
    }

    private static ChatRequest request(List<ChatMessage> talk) {
        return ChatRequest.builder().messages(talk).toolSpecifications(WEATHER).build();
    }

    private static String text(ChatResponse response) {
        return response.aiMessage().text() + " (" + response.finishReason() + ")";
    }

    private static Report.Failure failure(Throwable thrown) {
        LangChain4jException told = Report.cause(thrown, LangChain4jException.class);
        HttpException http = Report.cause(thrown, HttpException.class);
        if (told == null) {
            return Report.plain(thrown);
        }
        String body = http == null ? String.valueOf(told.getMessage()) : String.valueOf(http.getMessage());
        Matcher code = CODE.matcher(body);
        return new Report.Failure(
                told.getClass().getSimpleName(),
                http == null ? 0 : http.statusCode(),
                code.find() ? code.group(1) : "",
                body);
    }
}
