package dev.dragoman.e2e;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;

/**
 * Chat completions as users of the official client have them, whole or streamed.
 *
 * @param client pointed at Dragoman
 * @param streamed whether answers come in chunks
 */
record ChatUse(OpenAIClient client, boolean streamed) {
    static ChatCompletionCreateParams.Builder says(String text) {
        return ChatCompletionCreateParams.builder().model("openai/gpt-5.2-chat").addUserMessage(text);
    }

    ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
        if (!streamed) {
            return client.chat().completions().create(params.build());
        }
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        chunks(params).forEach(accumulator::accumulate);
        return accumulator.chatCompletion();
    }

    List<ChatCompletionChunk> chunks(ChatCompletionCreateParams.Builder params) {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params.build())) {
            stream.stream().forEach(chunks::add);
        }
        return chunks;
    }

    /** Asks about the weather, lets the function be called, and hands its result back. */
    ChatCompletion useATool() {
        ChatCompletionCreateParams.Builder talk =
                says("What is the weather like in Boston today?").addTool(GetWeather.class);
        ChatCompletionMessage wish = message(ask(talk));
        ChatCompletionMessageFunctionToolCall call =
                wish.toolCalls().orElseThrow().get(0).asFunction();
        String location = call.function().arguments(GetWeather.class).location;
        return ask(talk.addMessage(wish)
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("Fog over " + location)
                        .build()));
    }

    static ChatCompletionMessage message(ChatCompletion completion) {
        return completion.choices().get(0).message();
    }

    static String text(ChatCompletion completion) {
        return message(completion).content().orElse("");
    }
}
