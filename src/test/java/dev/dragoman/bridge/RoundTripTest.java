package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There and back again: what goes over both bridges is what it was. */
class RoundTripTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'role': 'user', 'content': 'Hello!'}]",
                "[{'role': 'system', 'content': 'Be brief.'}, {'role': 'user', 'content': [{'type': 'text', 'text': 'a'}]}]",
                "[{'role': 'system', 'content': 'Be brief.'}, {'role': 'assistant', 'content': [{'type': 'text', 'text': 'a'}]}]",
                "[{'role': 'assistant', 'content': [{'type': 'refusal', 'refusal': 'No.'}]}]",
                """
                [{'role': 'user', 'content': 'Tides?'},
                 {'role': 'assistant', 'content': null, 'tool_calls': [
                   {'id': 'call_1', 'type': 'function', 'function': {'name': 'tide', 'arguments': '{}'}},
                   {'id': 'call_2', 'type': 'custom', 'custom': {'name': 'almanac', 'input': 'Hull'}}]},
                 {'role': 'tool', 'tool_call_id': 'call_1', 'content': '04:11'},
                 {'role': 'tool', 'tool_call_id': 'call_2', 'content': [{'type': 'text', 'text': '05:22'}]},
                 {'role': 'assistant', 'content': 'Soon.', 'tool_calls': [
                   {'id': 'call_3', 'type': 'function', 'function': {'name': 'tide', 'arguments': '{}'}}]},
                 {'role': 'tool', 'tool_call_id': 'call_3', 'content': '06:33'}]
                """
            })
    void aConversationComesBack(String messages) {
        ObjectNode request = Given.json(
                "{'model': 'm', 'tools': [{'type': 'function', 'strict': false}], 'messages': %s}".formatted(messages));

        assertThat(thereAndBack(request)).isEqualTo(request);
    }

    @Test
    void numbersKeepTheirDigits() {
        ObjectNode request = Given.json(
                "{'messages': [], 'temperature': 0.10, 'big': 1e400, 'id': 9223372036854775807, 'more': [1.50, -0.0]}");

        assertThat(thereAndBack(request))
                .hasToString(
                        "{\"temperature\":0.10,\"big\":1E+400,\"id\":9223372036854775807,\"more\":[1.50,0.0],\"messages\":[]}");
    }

    private static ObjectNode thereAndBack(ObjectNode request) {
        return over(Endpoint.RESPONSES, over(Endpoint.CHAT, request));
    }

    private static ObjectNode over(Endpoint asked, ObjectNode request) {
        return ((EndpointAdapter.ConversionResult.Converted)
                        EndpointAdapter.of(asked).request(request, null))
                .body();
    }

    @Test
    void anAnswerComesBackAsWhatTheClientReads() {
        Golden golden = Golden.of(Endpoint.RESPONSES).get(0);
        ObjectNode response = golden.json("answer.out.json");

        ObjectNode completion = EndpointAdapter.of(Endpoint.CHAT).answer(response, Given.json("{}"));

        assertThat(OfficialClient.completion(completion))
                .isEqualTo(OfficialClient.completion(golden.json("answer.in.json")));
    }
}
