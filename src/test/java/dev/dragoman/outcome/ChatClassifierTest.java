package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatClassifierTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'content': 'Hello'}                                              | 'stop'           | completed | Hello",
                "{'content': 'Hello', 'refusal': null}                             | 'stop'           | completed | Hello",
                "{'content': 'Hello', 'refusal': ''}                               | 'stop'           | completed | Hello",
                "{'content': [{'type': 'text', 'text': 'Hel'}, {'type': 'text', 'text': 'lo'}]} | 'stop' | completed | Hello",
                "{'content': [{'type': 'new'}, {'type': 'text', 'text': 'Hello'}]}  | 'stop'           | completed | Hello",
                "{'content': null, 'tool_calls': [{'id': 'c1'}]}                   | 'tool_calls'     | completed | ``",
                "{'content': '', 'tool_calls': [{'id': 'c1'}]}                     | 'stop'           | completed | ``",
                "{'content': null, 'function_call': {'name': 'f'}}                 | 'function_call'  | completed | ``",
                "{'content': null, 'audio': {'id': 'a'}}                           | 'stop'           | completed | ``",
                "{'content': 'Hel'}                                                | 'length'         | truncated | Hel",
                "{'content': ''}                                                   | 'length'         | truncated | ``",
                "{'content': null}                                                 | 'length'         | truncated | ``",
                "{'content': 'Hel'}                                                | 'content_filter' | refused   | Hel",
                "{'content': null}                                                 | 'content_filter' | refused   | ``",
                "{'content': null, 'refusal': 'I will not.'}                       | 'stop'           | refused   | I will not.",
                "{'content': [{'type': 'refusal', 'refusal': 'No.'}]}              | 'stop'           | refused   | No.",
                "{'content': ''}                                                   | 'stop'           | completed | ``",
                "{'content': null}                                                 | 'stop'           | completed | ``",
                "{'content': []}                                                   | 'stop'           | completed | ``",
                "{'content': '', 'reasoning_content': 'Hm.'}                       | 'stop'           | completed | ``",
                "{'content': null, 'images': [{'type': 'image_url'}]}              | 'stop'           | completed | ``",
                "{'content': null, 'images': [{'type': 'image_url'}]}              | null             | truncated | ``",
                "{}                                                                | 'stop'           | completed | ``",
                "{'content': 'Hel'}                                                | 'brand_new'      | truncated | Hel",
                "{'content': 'Hel'}                                                | null             | truncated | Hel"
            })
    @Tag("F028")
    void everyEndHasItsOutcome(String message, String reason, String label, String text) {
        Outcome outcome = judge(message, reason);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(((Outcome.Answered) outcome).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, completed",
        "FinishReason.STOP, completed",
        "stop_sequence, completed",
        "end_turn, completed",
        "tool_use, completed",
        "TOOL_CALL, completed",
        "tool-calls, completed",
        "COMPLETE, completed",
        "eos_token, completed",
        "MAX_TOKENS, truncated",
        "FINISH_REASON_MAX_TOKENS, truncated",
        "maxTokens, truncated",
        "model_length, truncated",
        "model_context_window_exceeded, truncated",
        "SAFETY, refused",
        "content_filtered, refused",
        "content-filter, refused",
        "PROHIBITED_CONTENT, refused",
        "RECITATION, refused",
        "refusal, refused",
        "guardrail_intervened, refused",
        "insufficient_system_resource, unavailable",
        "MALFORMED_FUNCTION_CALL, unavailable",
        "OTHER, truncated",
        "FINISH_REASON_UNSPECIFIED, truncated",
        "pause_turn, truncated",
        "nonstop, truncated"
    })
    @Tag("F028")
    void aReasonMeansTheSameInWhateverWordsItIsSaid(String reason, String label) {
        assertThat(judge("{'content': 'Hello'}", "'" + reason + "'").label()).isEqualTo(label);
        assertThat(StreamedJudgeTest.ended(reason).label()).isEqualTo(label);
    }

    /** Only for a document: its summary would be empty. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'content': null}                                      | true",
                "{'content': ''}                                        | true",
                "{'content': ' \\n'}                                    | true",
                "{'content': [{'type': 'text', 'text': ''}]}            | true",
                "{'role': 'assistant', 'content': '', 'refusal': null, 'annotations': [], 'tool_calls': []} | true",
                "{'content': '', 'tool_calls': [{'id': 'c1'}]}          | false",
                "{'content': '', 'reasoning_content': 'Hm.'}            | false",
                "{'content': '', 'images': [{'type': 'image_url'}]}     | false",
                "{'content': [{'type': 'thinking', 'thinking': 'Hm.'}]} | false"
            })
    @Tag("F028")
    void whoNeedsTextHasNoAnswerWithoutIt(String message, boolean again) {
        String body = "{'choices': [{'message': %s, 'finish_reason': 'stop'}]}".formatted(message);
        Outcome outcome =
                Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(200, body), new Expectation(0, true, true));

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Replies.problem(outcome).code()).isEqualTo("empty_answer");
        assertThat(outcome.equals(OutcomeClassifier.EMPTY)).isEqualTo(again);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'choices': []}",
                "{'choices': null}",
                "{'choices': {}}",
                "{'choices': ['x']}",
                "{'choices': [{'finish_reason': 'stop'}]}",
                "{'choices': [{'message': null, 'finish_reason': 'stop'}]}",
                "{'choices': [{'message': {'content': null}, 'finish_reason': null}]}"
            })
    void whatIsNotTheJsonOfAnAnswerIsTheProvidersFault(String body) {
        Outcome outcome = Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(200, body), Expectation.NONE);

        assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
        assertThat(Replies.problem(outcome).code()).isEqualTo("invalid_answer");
    }

    @Test
    @Tag("F026")
    void anAnswerThatEndedInAnErrorIsAFailure() {
        assertThat(judge("{'content': 'Hel'}", "'error'")).isInstanceOf(Outcome.Unavailable.class);
    }

    @Test
    void theAnswerIsPassedOnAsItCame() {
        Outcome outcome = judge("{'content': 'Hello', 'unheard_of': 1.10}", "'stop'");

        assertThat(((Outcome.Answered) outcome).finishReason()).isEqualTo("stop");
        assertThat(((Outcome.Answered) outcome).response())
                .hasToString(
                        "{\"choices\":[{\"message\":{\"content\":\"Hello\",\"unheard_of\":1.10},\"finish_reason\":\"stop\"}]}");
    }

    private static Outcome judge(String message, String reason) {
        String body = "{'choices': [{'message': %s, 'finish_reason': %s}]}".formatted(message, reason);
        return Replies.JUDGE.classify(Endpoint.CHAT, Replies.json(200, body), Expectation.NONE);
    }
}
