package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.helpers.ResponseAccumulator;
import dev.dragoman.Given;
import dev.dragoman.bridge.OfficialClient;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The events of a stored answer, as the official client reads them. */
class WholeAnswersTest {
    private static final ObjectNode RESPONSE = Given.json("""
            {'id': 'resp_1', 'object': 'response', 'created_at': 1790000000, 'status': 'completed', 'error': null,
             'incomplete_details': null, 'instructions': null, 'metadata': {}, 'model': 'm', 'parallel_tool_calls': true,
             'temperature': 1, 'tool_choice': 'auto', 'tools': [], 'top_p': 1,
             'output': [
               {'id': 'rs_1', 'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': 'Hm.'}],
                'content': [{'type': 'reasoning_text', 'text': 'Well.'}]},
               {'id': 'msg_1', 'type': 'message', 'status': 'completed', 'role': 'assistant', 'content': [
                 {'type': 'output_text', 'text': 'Ahoy', 'logprobs': [], 'annotations': [
                   {'type': 'url_citation', 'start_index': 0, 'end_index': 1, 'url': 'https://example.com', 'title': 't'}]},
                 {'type': 'refusal', 'refusal': 'No.'}]},
               {'id': 'fc_1', 'type': 'function_call', 'status': 'completed', 'call_id': 'call_1', 'name': 'tide',
                'arguments': '{}'},
               {'id': 'ws_1', 'type': 'web_search_call', 'status': 'completed',
                'action': {'type': 'search', 'query': 'tide'}},
               {'id': 'ctc_1', 'type': 'custom_tool_call', 'call_id': 'call_2', 'name': 'almanac', 'input': 'Hull'}],
             'usage': {'input_tokens': 1, 'input_tokens_details': {'cached_tokens': 0, 'cache_write_tokens': 0},
               'output_tokens': 2, 'output_tokens_details': {'reasoning_tokens': 0}, 'total_tokens': 3}}
            """);

    private static final ObjectNode COMPLETION = Given.json("""
            {'id': 'chatcmpl-1', 'object': 'chat.completion', 'created': 1790000000, 'model': 'm', 'exact': 0.10,
             'choices': [
               {'index': 0, 'logprobs': null, 'finish_reason': 'tool_calls', 'message': {'role': 'assistant',
                 'content': 'Ahoy', 'refusal': null, 'tool_calls': [
                   {'id': 'call_1', 'type': 'function', 'function': {'name': 'tide', 'arguments': '{}'}},
                   {'id': 'call_2', 'type': 'function', 'function': {'name': 'tide', 'arguments': '[]'}}]}},
               {'index': 1, 'logprobs': null, 'finish_reason': 'stop', 'message': {'role': 'assistant',
                 'content': null, 'refusal': 'No.', 'tool_calls': []}}],
             'usage': {'prompt_tokens': 1, 'completion_tokens': 2, 'total_tokens': 3}}
            """);

    @Test
    void theLastEventCarriesTheResponse() {
        ResponseAccumulator accumulated = OfficialClient.responses(ResponsesEvents.of(RESPONSE));

        assertThat(accumulated.response()).isEqualTo(OfficialClient.response(RESPONSE));
    }

    @Test
    void theItemsOfAResponseAddUp() {
        ResponseAccumulator accumulated = OfficialClient.responses(ResponsesEvents.of(RESPONSE));

        assertThat(accumulated.reconstructedResponse().output())
                .isEqualTo(OfficialClient.response(RESPONSE).output());
    }

    @Test
    void theEventsOfAResponseAreCountedFromNought() {
        List<ServerSentEvent> events = ResponsesEvents.of(RESPONSE);

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).data()).contains("\"sequence_number\":" + i + ",");
        }
    }

    @Test
    void theLastEventIsNamedAfterTheStatus() {
        assertThat(List.of("completed", "incomplete", "failed", "queued"))
                .map(status -> ResponsesEvents.of(RESPONSE.deepCopy().put("status", status)))
                .map(events -> events.get(events.size() - 1).name())
                .containsExactly("response.completed", "response.incomplete", "response.failed", "response.incomplete");
    }

    @Test
    void theChunksOfACompletionAddUp() {
        ObjectNode withoutUsage = COMPLETION.deepCopy();
        withoutUsage.remove("usage");

        assertThat(OfficialClient.chunks(ChatEvents.of(COMPLETION, false)).choices())
                .isEqualTo(OfficialClient.completion(withoutUsage).choices());
    }

    @Test
    void aCompletionEndsWithDone() {
        List<ServerSentEvent> events = ChatEvents.of(COMPLETION, false);

        assertThat(events.get(events.size() - 1).data()).isEqualTo("[DONE]");
    }

    @Test
    void chunksKeepUnknownFieldsAndLeaveTheUsageOut() {
        assertThat(ChatEvents.of(COMPLETION, false).get(0).data())
                .contains("\"exact\":0.10")
                .doesNotContain("usage");
    }

    @Test
    void whoAskedForTheUsageGetsItInALastChunk() {
        List<ServerSentEvent> events = ChatEvents.of(COMPLETION, true);

        assertThat(OfficialClient.chunks(events)).isEqualTo(OfficialClient.completion(COMPLETION));
        assertThat(events.get(0).data()).contains("\"usage\":null");
        assertThat(events.get(events.size() - 2).data())
                .contains("\"choices\":[]")
                .contains("\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}");
    }

    @Test
    void aUsageThatIsNotKnownIsNotToldOf() {
        ObjectNode withoutUsage = COMPLETION.deepCopy();
        withoutUsage.remove("usage");

        assertThat(ChatEvents.of(withoutUsage, true))
                .filteredOn(event -> Objects.requireNonNull(event.data()).contains("\"choices\":[]"))
                .isEmpty();
    }

    @Test
    void anAnswerWithoutChoicesComesAsItIs() {
        assertThat(ChatEvents.of(Given.json("{'error': {}}"), true))
                .extracting(ServerSentEvent::data)
                .containsExactly("{\"error\":{}}", "[DONE]");
    }
}
