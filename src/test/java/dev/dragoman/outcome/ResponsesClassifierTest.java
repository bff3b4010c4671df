package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesClassifierTest {
    private static final String HELLO = "{'type': 'message', 'content': [{'type': 'output_text', 'text': 'Hel'},"
            + " {'type': 'unheard_of'}, {'type': 'output_text', 'text': 'lo'}]}";
    private static final String REFUSAL =
            "{'type': 'message', 'content': [{'type': 'refusal', 'refusal': 'I will not.'}]}";

    @Test
    void aCompletedAnswersTextIsJoined() {
        Outcome outcome = judge("'completed'", "{'type': 'reasoning', 'summary': []}, " + HELLO);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.text()).isEqualTo("Hello");
            assertThat(completed.finishReason()).isEqualTo("completed");
        });
    }

    @Test
    void aRefusalIsRefused() {
        assertThat(judge("'completed'", REFUSAL))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.text()).isEqualTo("I will not."));
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, truncated",
        "content_filter, refused",
        "MAX_TOKENS, truncated",
        "SAFETY, refused",
        "unheard_of, truncated"
    })
    @Tag("F027")
    void anIncompleteAnswerIsNeverCompleted(String reason, String label) {
        Outcome outcome = judge("'incomplete', 'incomplete_details': {'reason': '%s'}".formatted(reason), HELLO);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(((Outcome.Answered) outcome).text()).isEqualTo("Hello");
        assertThat(((Outcome.Answered) outcome).finishReason()).isEqualTo(reason);
    }

    @Test
    @Tag("F027")
    void anIncompleteAnswerMayBeWithoutText() {
        assertThat(judge(
                        "'incomplete', 'incomplete_details': {'reason': 'max_output_tokens'}", "{'type': 'reasoning'}"))
                .isInstanceOf(Outcome.Truncated.class);
        assertThat(judge("'incomplete'", "").label()).isEqualTo("truncated");
        assertThat(judge("'incomplete'", REFUSAL).label()).isEqualTo("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'code': 'server_error', 'message': 'm'}        | unavailable | 503",
                "{'code': 'rate_limit_exceeded', 'message': 'm'} | unavailable | 429",
                "{'code': 'invalid_image_format'}                | rejected    | 400",
                "{'code': 'image_content_policy_violation'}      | rejected    | 400",
                "null                                            | unavailable | 503"
            })
    @Tag("F027")
    void aFailedAnswerIsJudgedByItsError(String error, String label, int status) {
        Outcome outcome = judge("'failed', 'error': " + error, HELLO);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(Replies.problem(outcome).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function_call",
                "custom_tool_call",
                "computer_call",
                "image_generation_call",
                "reasoning",
                "web_search_call",
                "code_interpreter_call",
                "unheard_of"
            })
    @Tag("F029")
    void anItemThatIsNoMessageIsAnAnswerToo(String type) {
        assertThat(judge("'completed'", "{'type': '%s'}".formatted(type)))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.text()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                                    | true",
                "{}                                                                    | true",
                "null                                                                  | true",
                "{'type': null}                                                        | true",
                "{'type': 'message', 'content': []}                                    | true",
                "{'type': 'message', 'content': null}                                  | true",
                "{'type': 'message', 'content': [{'type': 'output_text', 'text': ' '}]} | true",
                "{'type': 'reasoning'}                                                 | false",
                "{'type': 'web_search_call'}                                           | false",
                "{'type': 'function_call'}                                             | false",
                "{'type': 'message', 'content': [{'type': 'output_image'}]}            | false"
            })
    void anEmptyAnswerIsOneExceptToWhoNeedsText(String items, boolean again) {
        assertThat(judge("'completed'", items))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.text()).isBlank());

        Outcome ofDocument = judge("'completed'", items, new Expectation(0, true, true));

        assertThat(ofDocument).isInstanceOf(Outcome.Rejected.class);
        assertThat(Replies.problem(ofDocument).code()).isEqualTo("empty_answer");
        assertThat(ofDocument.equals(OutcomeClassifier.EMPTY)).isEqualTo(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress"})
    void anAnswerPutOffIsRejected(String status) {
        Outcome outcome = judge("'" + status + "'", "");

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Replies.problem(outcome).param()).isEqualTo("background");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'unheard_of'", "7"})
    @Tag("F029")
    void anUnknownStatusIsNotTakenForCompleted(String status) {
        assertThat(judge(status, HELLO)).isInstanceOf(Outcome.Truncated.class);
        assertThat(judge(status, "")).isInstanceOf(Outcome.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'status': 'completed'}", "{'status': 'completed', 'output': 'text'}"})
    void anAnswerWithoutOutputIsNone(String body) {
        assertThat(Replies.problem(
                                Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.json(200, body), Expectation.NONE))
                        .code())
                .isEqualTo("invalid_answer");
    }

    private static Outcome judge(String status, String items) {
        return judge(status, items, Expectation.NONE);
    }

    private static Outcome judge(String status, String items, Expectation expected) {
        String body = "{'status': %s, 'output': [%s]}".formatted(status, items);
        return Replies.JUDGE.classify(Endpoint.RESPONSES, Replies.json(200, body), expected);
    }
}
