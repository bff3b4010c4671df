package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ChatAccumulator;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted whole is accepted streamed: a stream adds up to the whole answer, and one piece of code judges both. */
class StreamAndWholeTest {
    private final OutcomeClassifier classifier = new OutcomeClassifier();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role': 'assistant', 'content': 'Ahoy'}",
                "{'role': 'assistant', 'content': [{'type': 'thinking', 'thinking': [{'type': 'text', 'text': 'Hm'}]},"
                        + " {'type': 'text', 'text': 'Ahoy'}]}",
                "{'role': 'assistant', 'content': [{'type': 'text', 'text': 'Ahoy'}]}",
                "{'role': 'assistant', 'content': null, 'reasoning_content': 'Hm'}",
                "{'role': 'assistant', 'content': null, 'images': [{'type': 'image_url', 'image_url': {'url': 'x'}}]}",
                "{'role': 'assistant', 'content': null, 'audio': {'id': 'a', 'data': 'AA==', 'transcript': 'Ahoy'}}",
                "{'role': 'assistant', 'content': null, 'refusal': 'No.'}",
                "{'role': 'assistant', 'content': null}"
            })
    void aStreamIsJudgedAsTheSameAnswerWhole(String message) {
        ObjectNode whole =
                Given.json("{'object': 'chat.completion', 'choices': [{'index': 0, 'finish_reason': 'stop', 'message': "
                        + message + "}]}");
        ChatAccumulator streamed = new ChatAccumulator();
        ObjectNode received = Given.json(message);
        for (String field : new String[] {"role", "reasoning_content", "images", "audio", "refusal"}) {
            add(streamed, Json.object().set(field, received.path(field)));
        }
        JsonNode content = received.path("content");
        if (content.isArray()) {
            content.forEach(part -> add(streamed, (ObjectNode)
                    Json.object().set("content", Json.object().arrayNode().add(part))));
        } else {
            add(streamed, Json.object().set("content", content));
        }
        streamed.add(ServerSentEvent.of("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        streamed.add(ServerSentEvent.of(ServerSentEvent.DONE));

        assertThat(streamed.answer()).isEqualTo(whole);
        assertThat(outcome(new ProviderResponse.Streamed(streamed.answer(), null, null, Json.object())))
                .isEqualTo(outcome(new ProviderResponse.Received(200, "", RetryAfter.UNSAID, whole)));
    }

    private Outcome outcome(ProviderResponse response) {
        return Objects.requireNonNull(classifier.classify(Endpoint.CHAT, response, Expectation.NONE));
    }

    private static void add(ChatAccumulator streamed, ObjectNode delta) {
        String field = delta.fieldNames().next();
        if (!delta.path(field).isMissingNode()) {
            ObjectNode chunk = Json.object();
            chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
            streamed.add(ServerSentEvent.of(Json.text(chunk)));
        }
    }
}
