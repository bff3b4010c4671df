package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.ChatAccumulator;
import dev.dragoman.stream.ServerSentEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that say of themselves that they failed: whole and streamed alike, in the provider's words. */
class FailedAnswersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'finish_reason': 'error'                                                       | answer_failed | The model failed before its answer was whole (\"error\").",
                "'finish_reason': 'error', 'error': {'message': 'GPU lost', 'code': 502}        | answer_failed | GPU lost",
                "'finish_reason': 'error', 'error': {'message': 'GPU lost', 'code': 'gpu_lost'} | answer_failed | GPU lost",
                "'finish_reason': 'error', 'error': 'GPU lost'                                  | answer_failed | GPU lost",
                "'finish_reason': 'error', 'error': ['GPU lost']                                | answer_failed | GPU lost",
                "'finish_reason': 'error', 'error': 502                                         | answer_failed | The model failed before its answer was whole (\"error\").",
                "'finish_reason': 'error', 'error': {'code': 429, 'message': 'Slow down'}       | rate_limited  | Slow down",
                "'finish_reason': 'error', 'error': {'code': 'rate_limit_exceeded', 'message': 'Slow down'} | rate_limited | Slow down",
                "'finish_reason': 'error', 'error_message': 'GPU lost'                          | answer_failed | GPU lost",
                "'finish_reason': 'server_error', 'error': 'null'                               | answer_failed | The model failed before its answer was whole (\"server_error\").",
                "'finish_reason': null, 'error': {'message': 'GPU lost'}                        | answer_failed | GPU lost",
                "'finish_reason': 'network_error', 'error': {}                                  | answer_failed | The model failed before its answer was whole (\"network_error\").",
                "'finish_reason': 'stop', 'error': {'message': 'late'}                          | -             | Ahoy",
                "'finish_reason': 'content_filter'                                              | -             | Ahoy",
                "'finish_reason': 'length'                                                      | -             | Ahoy",
                "'finish_reason': 'what_is_this'                                                | -             | Ahoy"
            })
    void aChatThatFailedIsToldInTheProvidersWords(String ending, String code, String words) {
        ObjectNode whole =
                Given.json("{'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'Ahoy'}, %s}]}"
                        .formatted(ending));
        ChatAccumulator chunks = new ChatAccumulator();
        for (String choice : new String[] {"'delta': {'content': 'Ahoy'}", "'delta': {}, " + ending}) {
            chunks.add(ServerSentEvent.of(Given.json("{'choices': [{'index': 0, %s}]}".formatted(choice))
                    .toString()));
        }
        chunks.add(ServerSentEvent.of("[DONE]"));

        assertTold(Endpoint.CHAT, whole, code, words);
        assertThat(chunks.error()).isNull();
        assertTold(Endpoint.CHAT, chunks.answer(), code, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'status': 'failed'                                                                | answer_failed     | The model failed before its answer was whole (\"failed\").",
                "'status': 'failed', 'error': null                                                 | answer_failed     | The model failed before its answer was whole (\"failed\").",
                "'status': 'failed', 'error': 'none'                                               | answer_failed     | The model failed before its answer was whole (\"failed\").",
                "'status': 'failed', 'error': {'code': 'server_error', 'message': 'GPU lost'}      | answer_failed     | GPU lost",
                "'status': 'failed', 'error': {'message': 'GPU lost'}                              | answer_failed     | GPU lost",
                "'status': 'failed', 'error': 'GPU lost'                                           | answer_failed     | GPU lost",
                "'status': 'failed', 'error': {'code': 'invalid_prompt', 'message': 'No'}          | invalid_prompt    | No",
                "'status': 'failed', 'error': {'code': 'rate_limit_exceeded', 'message': 'Slow'}   | rate_limited      | Slow",
                "'status': 'cancelled'                                                             | answer_failed     | The model failed before its answer was whole (\"cancelled\").",
                "'status': 'incomplete', 'incomplete_details': {'reason': 'max_output_tokens'}     | -                 | Ahoy",
                "'status': 'incomplete', 'error': 'null'                                           | -                 | Ahoy",
                "'status': 'completed', 'error': 'null'                                            | -                 | Ahoy",
                "'status': 'completed', 'error': false                                             | -                 | Ahoy",
                "'status': 'completed', 'error': {'code': 'server_error', 'message': 'GPU lost'}   | upstream_failed   | GPU lost",
                "'status': 'in_progress'                                                           | unfinished_answer | The model endpoint put the answer off: leave \"background\" out of the request."
            })
    void aResponseThatFailedIsToldInTheProvidersWords(String ending, String code, String words) {
        ObjectNode whole = Given.json(
                "{'object': 'response', 'output': [{'type': 'message', 'content': [{'type': 'output_text', 'text': 'Ahoy'}]}], %s}"
                        .formatted(ending));

        assertTold(Endpoint.RESPONSES, whole, code, words);
    }

    private static void assertTold(Endpoint endpoint, ObjectNode answer, String code, String words) {
        Outcome outcome =
                new OutcomeClassifier().classify(endpoint, Replies.json(200, answer.toString()), Expectation.NONE);

        if (outcome instanceof Outcome.Failed failed) {
            assertThat(failed.problem().code()).isEqualTo(code);
            assertThat(saidToClients(failed)).isEqualTo(words);
        } else {
            assertThat(code).isEqualTo("-");
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Answered.class,
                            answered -> assertThat(answered.text()).isEqualTo(words));
        }
    }

    private static String saidToClients(Outcome.Failed failed) {
        ProviderReply reply = failed.problem().reply();
        return reply == null
                ? failed.problem().message()
                : reply.body().at("/error/message").asText();
    }
}
