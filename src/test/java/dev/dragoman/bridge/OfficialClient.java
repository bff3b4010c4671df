package dev.dragoman.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Objects;

/** What the official Java client makes of answers and streams; it finds fault with what breaks the API's types. */
public final class OfficialClient {
    private OfficialClient() {}

    private static <T> T read(String json, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper().readValue(json, type);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    /** A whole response. */
    public static Response response(JsonNode json) {
        return read(Json.text(json), Response.class).validate();
    }

    /** A whole chat completion. */
    public static ChatCompletion completion(JsonNode json) {
        return read(Json.text(json), ChatCompletion.class).validate();
    }

    /** The events of a response, put together. */
    public static ResponseAccumulator responses(List<ServerSentEvent> events) {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        for (ServerSentEvent event : events) {
            if (event.data() != null) {
                accumulator.accumulate(
                        read(event.data(), ResponseStreamEvent.class).validate());
            }
        }
        return accumulator;
    }

    /** The chunks of a chat completion, put together. */
    public static ChatCompletion chunks(List<ServerSentEvent> events) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        events.stream()
                .map(ServerSentEvent::data)
                .filter(Objects::nonNull)
                .filter(data -> !data.equals(ServerSentEvent.DONE))
                .forEach(data -> accumulator.accumulate(
                        read(data, ChatCompletionChunk.class).validate()));
        return accumulator.chatCompletion();
    }
}
