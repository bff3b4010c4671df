package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    @ParameterizedTest
    @CsvSource({"{'model':'m-1'}, m-1", "{'model':7},", "{'model':null},", "{},"})
    void theModelThatAnsweredIsReported(String body, @Nullable String model) {
        assertThat(Facts.of(Replies.json(200, body)).model()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'usage': {'prompt_tokens': 12, 'total_tokens': 20}} | 12",
                "{'usage': {'input_tokens': 13}}                      | 13",
                "{'usage': {'input_tokens': 1e400}}                   | -1",
                "{'usage': {'input_tokens': 99999999999999999999}}    | -1",
                "{'usage': {}}                                        | -1",
                "{'usage': []}                                        | -1",
                "{}                                                   | -1"
            })
    void tokensThatWereReadAreReported(String body, long tokens) {
        assertThat(Facts.of(Replies.json(200, body)).inputTokens()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>"})
    void aReplyThatIsNoAnswerHasNone(String body) {
        assertThat(Facts.of(Replies.raw(200, "text/html", body))).isEqualTo(new Facts(null, null));
    }

    @Test
    void aReplyThatNeverCameHasNone() {
        assertThat(Facts.of(new Reply.Unreached(Reply.Reason.BROKEN))).isEqualTo(new Facts(null, null));
    }
}
