package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseMetadataTest {
    @ParameterizedTest
    @CsvSource({"{'model':'m-1'}, m-1", "{'model':7},", "{'model':null},", "{},"})
    void theModelThatAnsweredIsReported(String body, @Nullable String model) {
        assertThat(Replies.json(200, body).metadata().model()).isEqualTo(model);
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
        assertThat(Replies.json(200, body).metadata().inputTokens()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>"})
    void aReplyThatIsNoAnswerHasNone(String body) {
        assertThat(Replies.raw(200, "text/html", body).metadata()).isEqualTo(new ResponseMetadata(null, null));
    }

    @Test
    void aReplyThatNeverCameHasNone() {
        assertThat(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.BROKEN).metadata())
                .isEqualTo(new ResponseMetadata(null, null));
    }
}
