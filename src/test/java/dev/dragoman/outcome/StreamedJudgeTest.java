package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream is judged as the whole answer that it adds up to would be, once it has come to its end. */
class StreamedJudgeTest {
    private static final String CHAT =
            "{'model': 'm-1', 'choices': [{'message': {'content': 'Ahoy'}, 'finish_reason': '%s'}]}";
    private static final String USAGE = "{'prompt_tokens': 7, 'completion_tokens': 2}";

    @ParameterizedTest
    @CsvSource({"stop, completed", "length, truncated", "content_filter, refused"})
    void aStreamThatCameToItsEndIsWorthWhatItSays(String finishReason, String label) {
        Outcome outcome = ended(finishReason);

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(((Outcome.Answered) outcome).text()).isEqualTo("Ahoy");
    }

    @ParameterizedTest
    @CsvSource({"BROKEN, upstream_broken", "TIMEOUT, upstream_timeout", "GONE, caller_gone"})
    @Tag("F005")
    void aStreamThatStoppedBeforeItsEndIsNoAnswerHoweverMuchCame(ProviderResponse.FailureReason reason, String code) {
        Outcome outcome = judged(
                new ProviderResponse.Streamed(Given.json(CHAT.formatted("stop")), null, reason, Given.json(USAGE)));

        assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
        assertThat(Replies.problem(outcome).code()).isEqualTo(code);
    }

    @Test
    @Tag("F026")
    void anErrorAfterTokensIsAFailure() {
        Outcome outcome = judged(new ProviderResponse.Streamed(
                Given.json(CHAT.formatted("stop")),
                Given.json("{'error': {'code': 'rate_limit_exceeded', 'message': 'slower'}}"),
                null,
                Given.json(USAGE)));

        assertThat(Replies.problem(outcome).code()).isEqualTo("rate_limited");
    }

    @Test
    void aFileThatDidNotArriveShowsInAStreamToo() {
        ProviderResponse.Streamed reply = new ProviderResponse.Streamed(
                Given.json(CHAT.formatted("stop")).set("usage", Given.json(USAGE)), null, null, Given.json(USAGE));

        assertThat(judged(reply)).isInstanceOf(Outcome.Completed.class);
        assertThat(Expectation.ofTokens(50).doubt(reply.metadata())).contains("DRAGOMAN_DOCUMENTS_ATTACH=inline");
    }

    @Test
    void factsTellTheModelAndTheUsage() {
        ResponseMetadata facts = new ProviderResponse.Streamed(
                        Given.json(CHAT.formatted("stop")), null, null, Given.json(USAGE))
                .metadata();

        assertThat(facts.model()).isEqualTo("m-1");
        assertThat(facts.inputTokens()).isEqualTo(7);
        assertThat(facts.outputTokens()).isEqualTo(2);
    }

    static Outcome ended(String finishReason) {
        return judged(
                new ProviderResponse.Streamed(Given.json(CHAT.formatted(finishReason)), null, null, Given.json(USAGE)));
    }

    private static Outcome judged(ProviderResponse.Streamed reply) {
        return Replies.JUDGE.classify(Endpoint.CHAT, reply, Expectation.NONE);
    }
}
