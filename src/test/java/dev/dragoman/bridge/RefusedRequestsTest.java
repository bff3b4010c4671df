package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be carried is refused before any money is spent. */
class RefusedRequestsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'previous_response_id': 'resp_1'; previous_response_id; unsupported_parameter",
                "'conversation': 'conv_1'; conversation; unsupported_parameter",
                "'background': true; background; unsupported_parameter",
                "'prompt': {'id': 'pmpt_1'}; prompt; unsupported_parameter",
                "'truncation': 'auto'; truncation; unsupported_parameter",
                "'max_tool_calls': 3; max_tool_calls; unsupported_parameter",
                "'context_management': []; context_management; unsupported_parameter",
                "'store': true; store; unsupported_value",
                "'include': ['tomorrow.news']; include; unsupported_value",
                "'include': 5; include; invalid_type",
                "'instructions': 5; instructions; invalid_type",
                "'messages': []; messages; unsupported_parameter",
                "'tools': [{'type': 'web_search_preview'}]; tools[0].type; unsupported_value",
                "'tools': [{'type': 'function'}, 7]; tools[1].type; unsupported_value",
                "'tool_choice': {'type': 'mcp'}; tool_choice.type; unsupported_value"
            })
    void aResponsesRequestIsNotCarriedWith(String field, String param, String code) {
        Problem problem = refused(Endpoint.RESPONSES, "{'input': 'hello', %s}".formatted(field));

        assertThat(problem.param()).isEqualTo(param);
        assertThat(problem.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "[{'type': 'item_reference', 'id': 'msg_1'}]; input[0].type",
                "[{'role': 'user', 'content': ''}, {'type': 'web_search_call'}]; input[1].type",
                "[{}]; input[0].type",
                "['hello']; input[0]",
                "5; input",
                "null; input",
                "[{'type': 'function_call_output', 'output': [{'type': 'input_image'}]}]; input[0].output"
            })
    void anInputIsNotCarriedWith(String input, String param) {
        assertThat(refused(Endpoint.RESPONSES, "{'input': %s}".formatted(input)).param())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'n': 2; n",
                "'n': '1'; n",
                "'n': 1e400; n",
                "'stop': ['.']; stop",
                "'logit_bias': {'50256': -100}; logit_bias",
                "'logprobs': 'yes'; logprobs",
                "'frequency_penalty': 0.1; frequency_penalty",
                "'presence_penalty': -1; presence_penalty",
                "'audio': {'voice': 'ash'}; audio",
                "'modalities': ['text', 'audio']; modalities",
                "'prediction': {'type': 'content'}; prediction",
                "'web_search_options': {}; web_search_options",
                "'functions': [{'name': 'tide'}]; functions",
                "'function_call': 'auto'; function_call",
                "'input': 'hello'; input"
            })
    void aChatRequestIsNotCarriedWith(String field, String param) {
        Problem problem = refused(Endpoint.CHAT, "{'messages': [], %s}".formatted(field));

        assertThat(problem.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "['hello']; messages[0]",
                "'hello'; messages",
                "null; messages",
                "[{'role': 'function', 'name': 'tide', 'content': '04:11'}]; messages[0].role",
                "[{'role': 'assistant', 'audio': {'id': 'audio_1'}}]; messages[0].audio",
                "[{'role': 'assistant', 'function_call': {'name': 'tide'}}]; messages[0].function_call",
                "[{'role': 'assistant', 'tool_calls': 5}]; messages[0].tool_calls",
                "[{'role': 'assistant', 'tool_calls': [{'type': 'later', 'later': {}}]}]; messages[0].tool_calls[0]"
            })
    void messagesAreNotCarriedWith(String messages, String param) {
        assertThat(refused(Endpoint.CHAT, "{'messages': %s}".formatted(messages))
                        .param())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void aRequestWithoutAnythingIsNotCarried(Endpoint asked) {
        assertThat(refused(asked, "{}").param()).isEqualTo(asked.marker());
    }

    @Test
    void aRefusalIsTheAsksFaultAndOneSentence() {
        Problem problem = refused(Endpoint.CHAT, "{'messages': [], 'n': 2}");

        assertThat(problem)
                .isEqualTo(Problem.ofAsk(
                        400,
                        "unsupported_parameter",
                        "'n' can't be carried over responses, which give one answer: set it to 1.",
                        "n"));
    }

    private static Problem refused(Endpoint asked, String body) {
        EndpointAdapter.ConversionResult carried = EndpointAdapter.of(asked).request(Given.json(body), null);
        return ((EndpointAdapter.ConversionResult.NotConvertible) carried).problem();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'n': 1",
                "'n': 1.0",
                "'n': null",
                "'stop': null",
                "'stop': []",
                "'logit_bias': {}",
                "'presence_penalty': 0.0",
                "'logprobs': false",
                "'modalities': ['text']",
                "'audio': null",
                "'stream_options': {'include_usage': true}"
            })
    void aFieldThatAsksForNothingIsLeftOutOfAChatRequest(String field) {
        assertThat(carried(Endpoint.CHAT, "{'messages': [], %s}".formatted(field)))
                .isEqualTo(Given.json("{'store': false, 'input': []}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'previous_response_id': null",
                "'background': false",
                "'truncation': 'disabled'",
                "'store': false",
                "'top_logprobs': 3",
                "'include': ['web_search_call.results']"
            })
    void aFieldThatAsksForNothingIsLeftOutOfAResponsesRequest(String field) {
        assertThat(carried(Endpoint.RESPONSES, "{'input': [], %s}".formatted(field)))
                .isEqualTo(Given.json("{'messages': []}"));
    }

    private static ObjectNode carried(Endpoint asked, String body) {
        return ((EndpointAdapter.ConversionResult.Converted)
                        EndpointAdapter.of(asked).request(Given.json(body), null))
                .body();
    }
}
