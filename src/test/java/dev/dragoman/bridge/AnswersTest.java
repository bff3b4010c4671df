package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
    private static final ObjectNode NOTHING_ASKED = Given.json("{}");

    @ParameterizedTest
    @CsvSource({
        "'stop', completed,",
        "'tool_calls', completed,",
        "'length', incomplete, max_output_tokens",
        "'content_filter', incomplete, content_filter",
        "'error', failed,",
        "'abort', incomplete, abort",
        "'MAX_TOKENS', incomplete, max_output_tokens",
        "'SAFETY', incomplete, content_filter",
        "'end_turn', completed,",
        "null, incomplete, unknown"
    })
    void aFinishReasonBecomesAStatus(String finish, String status, String reason) {
        String literal = finish.equals("null") ? finish : "'" + finish.replace("'", "") + "'";
        JsonNode response = toResponses("{'choices': [{'finish_reason': %s}]}".formatted(literal));

        assertThat(response.path("status").asText()).isEqualTo(status);
        assertThat(response.path("incomplete_details").path("reason").textValue())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "completed, '', stop",
        "incomplete, max_output_tokens, length",
        "incomplete, content_filter, content_filter",
        "incomplete, tomorrow, tomorrow",
        "incomplete, MAX_TOKENS, length",
        "incomplete, SAFETY, content_filter",
        "incomplete, stop, incomplete",
        "queued, '', queued"
    })
    void aStatusBecomesAFinishReason(String status, String reason, String finish) {
        JsonNode completion = toChat(
                "{'output': [], 'status': '%s', 'incomplete_details': {'reason': '%s'}}".formatted(status, reason));

        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo(finish);
    }

    @Test
    void aFailedResponseIsAnError() {
        JsonNode completion =
                toChat("{'status': 'failed', 'output': [], 'error': {'code': 'server_error', 'message': 'Broken.'}}");

        assertThat(completion)
                .isEqualTo(Given.json("{'error': {'message': 'Broken.', 'type': 'server_error', 'param': null,"
                        + " 'code': 'server_error'}}"));
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void whatIsNoAnswerStaysForOthersToJudge(Endpoint asked) {
        ObjectNode detail = Given.json("{'detail': 'Not Found'}");

        assertThat(EndpointAdapter.of(asked).answer(detail, NOTHING_ASKED)).isEqualTo(detail);
    }

    @Test
    void anErrorInsteadOfACompletionStaysForOthersToJudge() {
        ObjectNode error = Given.json("{'error': {'code': 400, 'details': {'error': {'message': 'No.'}}}}");

        assertThat(EndpointAdapter.of(Endpoint.RESPONSES).answer(error, NOTHING_ASKED))
                .isEqualTo(error);
    }

    @Test
    void callsWithoutIdsOrTextualArgumentsAreKeptApart() {
        JsonNode response = toResponses("{'id': 'x', 'choices': [{'finish_reason': 'stop', 'message': {'tool_calls': ["
                + "{'function': {'name': 'a', 'arguments': {'n': 0.10}}}, {'function': {'name': 'b'}}]}}]}");

        assertThat(response.at("/output/0/arguments").asText()).isEqualTo("{\"n\":0.10}");
        assertThat(response.at("/output/1/call_id").asText()).isEqualTo("call_x_1");
    }

    @Test
    void unknownFieldsOfACompletionStayInTheResponse() {
        JsonNode response = toResponses(
                "{'x': 0.10, 'choices': [{'finish_reason': 'stop'," + " 'message': {'content': 'a', 'y': [1]}}]}");

        assertThat(response.path("x")).hasToString("0.10");
        assertThat(response.at("/output/0/y")).hasToString("[1]");
    }

    @Test
    void contentInPartsIsOneMessage() {
        JsonNode response = toResponses("{'choices': [{'finish_reason': 'stop', 'message': {'content': ["
                + "{'type': 'text', 'text': 'a'}, {'type': 'refusal', 'refusal': 'b'}, {'type': 'later'}]}}]}");

        assertThat(response.at("/output/0/content")
                        .valueStream()
                        .map(part -> part.path("type").asText()))
                .containsExactly("output_text", "refusal", "later");
    }

    private static ObjectNode toResponses(String answer) {
        return EndpointAdapter.of(Endpoint.RESPONSES).answer(Given.json(answer), NOTHING_ASKED);
    }

    private static ObjectNode toChat(String answer) {
        return EndpointAdapter.of(Endpoint.CHAT).answer(Given.json(answer), NOTHING_ASKED);
    }
}
