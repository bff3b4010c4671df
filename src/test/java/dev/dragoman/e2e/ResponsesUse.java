package dev.dragoman.e2e;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Responses as users of the official client have them, whole or streamed.
 *
 * @param client pointed at Dragoman
 * @param streamed whether answers come in events
 */
record ResponsesUse(OpenAIClient client, boolean streamed) {
    static ResponseCreateParams.Builder says(String text) {
        return ResponseCreateParams.builder().model("openai/gpt-5.2-chat").input(text);
    }

    Response ask(ResponseCreateParams.Builder params) {
        if (!streamed) {
            return client.responses().create(params.build());
        }
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        events(params).forEach(accumulator::accumulate);
        return accumulator.response();
    }

    List<ResponseStreamEvent> events(ResponseCreateParams.Builder params) {
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params.build())) {
            stream.stream().forEach(events::add);
        }
        return events;
    }

    /** Asks about the weather, lets the function be called, and hands its result back. */
    Response useATool() {
        List<ResponseInputItem> talk = new ArrayList<>();
        talk.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("What is the weather like in Boston today?")
                .build()));
        ResponseFunctionToolCall call = ask(of(talk)).output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();
        String location = call.arguments(GetWeather.class).location;
        talk.add(ResponseInputItem.ofFunctionCall(call));
        talk.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("Fog over " + location)
                .build()));
        return ask(of(talk));
    }

    private static ResponseCreateParams.Builder of(List<ResponseInputItem> talk) {
        return ResponseCreateParams.builder()
                .model("openai/gpt-5.2-chat")
                .inputOfResponse(talk)
                .addTool(GetWeather.class);
    }

    static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(text -> text.text())
                .collect(Collectors.joining());
    }
}
