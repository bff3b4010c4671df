import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The official client, as it comes: two retries, nothing else set. */
public final class Main {
    private static final Map<String, OpenAIClient> CLIENTS = new HashMap<>();

    /** A function as users declare it; its name is {@code weather}. */
    @JsonClassDescription("The weather at a place")
    static class Weather {
        public String city = "";
    }

    public static void main(String[] arguments) {
        Report report = Report.of(arguments, Main::failure);
        for (String name : List.of(
                "plain", "empty", "bad-request", "unauthorized", "forbidden", "no-such-model", "quota", "limited", "down")) {
            report.on(name, (way, model) -> text(client(way).chat().completions().create(chat(model).build())));
        }
        for (String name : List.of("streamed", "streamed-bad-request", "broken", "unended", "failing")) {
            report.on(name, (way, model) -> text(streamed(way, chat(model))));
        }
        report.on("tool", (way, model) -> tool(way, model, false));
        report.on("streamed-tool", (way, model) -> tool(way, model, true));
        for (String name : List.of("responses-plain", "responses-empty", "responses-bad-request", "responses-limited")) {
            report.on(name, (way, model) -> text(client(way).responses().create(response(model).build())));
        }
        for (String name : List.of("responses-streamed", "responses-broken", "responses-failed")) {
            report.on(name, (way, model) -> text(streamed(way, response(model))));
        }
        report.on("responses-tool", Main::tool);
        System.exit(0);
    }

    private static OpenAIClient client(Report.Way way) {
        return CLIENTS.computeIfAbsent(
                way.baseUrl(),
                url -> OpenAIOkHttpClient.builder().baseUrl(url).apiKey("a-client-key").build());
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello!");
    }

    private static ChatCompletion streamed(Report.Way way, ChatCompletionCreateParams.Builder params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client(way).chat().completions().createStreaming(params.build())) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static String tool(Report.Way way, String model, boolean stream) {
        ChatCompletionCreateParams.Builder talk = chat(model).addTool(Weather.class);
        ChatCompletion first = stream ? streamed(way, talk) : client(way).chat().completions().create(talk.build());
        var message = first.choices().get(0).message();
        var call = message.toolCalls().orElseThrow().get(0).asFunction();
        String city = call.function().arguments(Weather.class).city;
        talk.addMessage(message)
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("Fog over " + city)
                        .build());
        return text(stream ? streamed(way, talk) : client(way).chat().completions().create(talk.build()));
    }

    private static String text(ChatCompletion completion) {
        var choice = completion.choices().get(0);
        return choice.message().content().orElse("(none)") + " (" + choice.finishReason() + ")";
    }

    private static ResponseCreateParams.Builder response(String model) {
        return ResponseCreateParams.builder().model(model).input("Hello!");
    }

    private static Response streamed(Report.Way way, ResponseCreateParams.Builder params) {
        ResponseAccumulator whole = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client(way).responses().createStreaming(params.build())) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.response();
    }

    private static String tool(Report.Way way, String model) {
        List<ResponseInputItem> talk = new ArrayList<>();
        talk.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("Weather?")
                .build()));
        var call = client(way).responses().create(of(model, talk)).output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();
        talk.add(ResponseInputItem.ofFunctionCall(call));
        talk.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("Fog over " + call.arguments(Weather.class).city)
                .build()));
        return text(client(way).responses().create(of(model, talk)));
    }

    private static ResponseCreateParams of(String model, List<ResponseInputItem> talk) {
        return ResponseCreateParams.builder()
                .model(model)
                .inputOfResponse(talk)
                .addTool(Weather.class)
                .build();
    }

    private static String text(Response response) {
        return response.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .flatMap(content -> content.outputText().stream())
                        .map(text -> text.text())
                        .collect(Collectors.joining())
                + " (" + response.status().map(Object::toString).orElse("none")
                + response.error().map(error -> ", " + error.code()).orElse("") + ")";
    }

    private static Report.Failure failure(Throwable thrown) {
        OpenAIServiceException told = Report.cause(thrown, OpenAIServiceException.class);
        return told == null
                ? Report.plain(thrown)
                : new Report.Failure(
                        told.getClass().getSimpleName(), told.statusCode(), told.code().orElse(""), told.getMessage());
    }
}
