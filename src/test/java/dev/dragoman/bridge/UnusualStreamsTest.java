package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams in shapes that no reference shows and servers send nevertheless. */
class UnusualStreamsTest {
    /** How Azure tells what its filters found, before and between the pieces of an answer. */
    private static final String FILTERED =
            "{'id': '', 'object': '', 'created': 0, 'model': '', 'choices': %s, 'prompt_filter_results': [1]}";

    private static final String MESSAGE = "{'type': 'message', 'id': 'm', 'content': [{'type': 'output_text',"
            + " 'text': 'Ahoy', 'logprobs': [], 'annotations': [{'type': 'note', 'own': 1}]}]}";
    private static final String CALL =
            "{'type': 'function_call', 'id': 'f', 'call_id': 'c', 'name': 'tide', 'arguments': '{}'}";
    private static final String ITEMS = MESSAGE + "," + CALL;
    private static final String COMPLETED =
            "{'type': 'response.completed', 'response': {'status': 'completed', 'output': [%s]}}";

    @Test
    void aResponseKeepsTheIdTheModelAndTheTimeThatItBeginsWith() {
        List<JsonNode> events = translated(
                Endpoint.RESPONSES,
                FILTERED.formatted("[]"),
                "{'id': 'chatcmpl-x', 'created': 7, 'model': 'm', 'choices': [{'delta': {'content': 'a'}}]}",
                FILTERED.formatted("[{'index': 0, 'finish_reason': null}]"),
                "{'id': 'chatcmpl-y', 'created': 8, 'model': 'n', 'choices': [{'delta': {}, 'finish_reason': 'stop'}]}",
                "[DONE]");

        List<JsonNode> responses = events.stream()
                .map(event -> event.path("response"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(responses).hasSize(3).allSatisfy(response -> {
            assertThat(response.path("id").asText()).isEqualTo("resp_x");
            assertThat(response.path("created_at").asInt()).isEqualTo(7);
            assertThat(response.path("model").asText()).isEqualTo("m");
            assertThat(response.path("prompt_filter_results"))
                    .isEqualTo(Given.json("{'a': [1]}").path("a"));
        });
    }

    @Test
    void aResponseWithoutAnIdBeginsWithItsFirstChoiceAndKeepsNone() {
        List<JsonNode> events = translated(
                Endpoint.RESPONSES,
                "{'choices': [{'delta': {'content': 'a'}}]}",
                "{'id': 'x', 'created': 7, 'choices': [{'delta': {'content': 'b'}}]}",
                "[DONE]");

        assertThat(events.stream().map(event -> event.at("/response/id").asText("none")))
                .doesNotContain("resp_x")
                .contains("resp_");
        assertThat(events.stream().map(event -> event.at("/response/created_at")))
                .allMatch(JsonNode::isMissingNode);
    }

    @Test
    void aStreamOfNothingButItsFiltersIsIncomplete() {
        List<JsonNode> events = translated(Endpoint.RESPONSES, FILTERED.formatted("[]"), "[DONE]");

        assertThat(types(events)).containsExactly("response.created", "response.in_progress", "response.incomplete");
    }

    @Test
    void anEmptyFinishReasonIsNone() {
        List<JsonNode> events = translated(
                Endpoint.RESPONSES,
                "{'id': 'x', 'choices': [{'delta': {'content': 'a'}, 'finish_reason': ''}]}",
                "{'id': 'x', 'choices': [{'delta': {'content': 'b'}, 'finish_reason': 'stop'}]}",
                "{'id': 'x', 'choices': [{'delta': {}, 'finish_reason': ''}]}",
                "[DONE]");

        assertThat(last(events).path("type").asText()).isEqualTo("response.completed");
        assertThat(last(events).at("/response/output/0/content/0/text").asText())
                .isEqualTo("ab");
    }

    @Test
    void callsWithTheSameIndexAreCallsOfTheirOwn() {
        String call = "{'id': 'x', 'choices': [{'delta': {'tool_calls': [{'index': 0, %s}]}}]}";
        List<JsonNode> events = translated(
                Endpoint.RESPONSES,
                call.formatted("'id': 'a', 'function': {'name': 'tide', 'arguments': '1'}"),
                call.formatted("'id': 'b', 'function': {'name': 'tide', 'arguments': '2'}"),
                call.formatted("'id': '', 'function': {'arguments': '3'}"),
                call.formatted("'id': 'b', 'function': {'arguments': '4'}"),
                "{'id': 'x', 'choices': [{'delta': {}, 'finish_reason': 'tool_calls'}]}",
                "[DONE]");

        assertThat(last(events)
                        .at("/response/output")
                        .valueStream()
                        .map(item -> item.path("call_id").asText()
                                + item.path("arguments").asText()))
                .containsExactly("a1", "b234");
    }

    @Test
    void aCallWithAnEmptyIdGetsOne() {
        List<JsonNode> events = translated(
                Endpoint.RESPONSES,
                "{'id': 'x', 'choices': [{'delta': {'tool_calls': [{'index': 0, 'id': '', 'function': {'name': 'a'}}]}}]}",
                "[DONE]");

        assertThat(last(events).at("/response/output/0/call_id").asText()).isEqualTo("call_x_0");
    }

    /** Each has it all once, wherever it stands first. */
    static Stream<List<String>> waysToSendTheSame() {
        String text = "{'type': 'response.output_text.%s', 'output_index': 0, 'content_index': 0, '%s': '%s'}";
        String done = "{'type': 'response.output_item.done', 'output_index': %d, 'item': %s}";
        String call = "{'type': 'response.output_item.added', 'output_index': 1, 'item': %s}";
        String unnumbered = "{'type': 'response.output_text.delta', 'item_id': 'm', 'delta': 'Ahoy'}";
        return Stream.of(
                List.of(COMPLETED.formatted(ITEMS)),
                List.of(done.formatted(0, MESSAGE), done.formatted(1, CALL), COMPLETED.formatted("")),
                List.of(done.formatted(0, MESSAGE), done.formatted(1, CALL), "{'type': 'response.completed'}"),
                List.of(done.formatted(0, MESSAGE), done.formatted(1, CALL), COMPLETED.formatted(ITEMS)),
                List.of(text.formatted("delta", "delta", "Ah"), COMPLETED.formatted(ITEMS)),
                List.of(
                        text.formatted("delta", "delta", "Ah"),
                        text.formatted("done", "text", "Ahoy"),
                        call.formatted(CALL),
                        COMPLETED.formatted(ITEMS)),
                List.of(
                        text.formatted("delta", "delta", "Aho"),
                        done.formatted(0, MESSAGE),
                        COMPLETED.formatted(ITEMS)),
                List.of(unnumbered, COMPLETED.formatted("{'type': 'reasoning'}," + ITEMS)));
    }

    @ParameterizedTest
    @MethodSource("waysToSendTheSame")
    void whatComesWholeIsSentAsFarAsItWasNot(List<String> sent) {
        List<JsonNode> chunks = translated(Endpoint.CHAT, sent.toArray(String[]::new));

        assertThat(joined(chunks, "/delta/content")).isEqualTo("Ahoy");
        assertThat(joined(chunks, "/delta/tool_calls/0/function/name")).isEqualTo("tide");
        assertThat(joined(chunks, "/delta/tool_calls/0/id")).isEqualTo("c");
        assertThat(joined(chunks, "/delta/tool_calls/0/function/arguments")).isEqualTo("{}");
        assertThat(joined(chunks, "/delta/annotations/0/note/own")).isEqualTo("1");
        assertThat(joined(chunks, "/finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void reasoningAndRefusalsThatComeWholeAreSentToo() {
        List<JsonNode> chunks = translated(
                Endpoint.CHAT,
                COMPLETED.formatted("{'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': 'Hm'}],"
                        + " 'content': [{'type': 'reasoning_text', 'text': ', no.'}]},"
                        + "{'type': 'message', 'content': [{'type': 'refusal', 'refusal': 'No.'}]},"
                        + "{'type': 'custom_tool_call', 'call_id': 'd', 'name': 'almanac', 'input': 'Hull'}"));

        assertThat(joined(chunks, "/delta/reasoning_content")).isEqualTo("Hm, no.");
        assertThat(joined(chunks, "/delta/refusal")).isEqualTo("No.");
        assertThat(joined(chunks, "/delta/tool_calls/0/custom/input")).isEqualTo("Hull");
    }

    private static String joined(List<JsonNode> chunks, String path) {
        return chunks.stream()
                .map(chunk -> chunk.at("/choices/0" + path))
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .collect(Collectors.joining());
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static JsonNode last(List<JsonNode> events) {
        return events.get(events.size() - 1);
    }

    private static List<JsonNode> translated(Endpoint asked, String... data) {
        EventTranslation translation = EndpointAdapter.of(asked).events(Json.object());
        List<ServerSentEvent> translated = new ArrayList<>();
        Stream.of(data)
                .map(text -> ServerSentEvent.of(text.replace('\'', '"')))
                .forEach(event -> translated.addAll(translation.translate(event)));
        return translated.stream()
                .map(ServerSentEvent::json)
                .filter(Objects::nonNull)
                .toList();
    }
}
