package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.model.FakeProvider;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.outcome.StageResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final Outcomes OUTCOMES = new Outcomes(new OutcomeClassifier(), Given.CLOCK);

    @Test
    void aCallIsJudgedAndItsReceiptCompleted() {
        Answer answer = judge(200, FakeProvider.ANSWER, 40);

        Receipt.End end = end(answer);
        assertThat(answer.outcome()).isInstanceOf(Outcome.Completed.class);
        assertThat(end.finished()).isEqualTo(Given.NOW);
        assertThat(end.outcome()).isEqualTo("completed");
        assertThat(end.finishReason()).isEqualTo("completed");
        assertThat(end.doubt()).isNull();
        assertThat(end.model()).isEqualTo("model-1-2026");
        assertThat(end.usage()).isEqualTo(Given.json("{'input_tokens': 900, 'output_tokens': 3}"));
    }

    @Test
    void aDoubtIsOnTheReceiptAndTheAnswerIsKept() {
        Answer answer = judge(200, FakeProvider.ANSWER, 1_000);

        assertThat(answer.outcome()).isInstanceOf(Outcome.Completed.class);
        assertThat(end(answer).doubt()).startsWith("The file may not have reached the model");
        assertThat(answer.receipt().json().path("doubt").textValue())
                .isEqualTo(end(answer).doubt());
        assertThat(end(answer).usage()).isEqualTo(Given.json("{'input_tokens': 900, 'output_tokens': 3}"));
    }

    @Test
    void whatIsUnavailableAfterItsDeadlineIsExpired() {
        Answer late = OUTCOMES.judge(new StageResult.Done<>(unavailable(Given.NOW)));
        Answer early = OUTCOMES.judge(new StageResult.Done<>(unavailable(Given.NOW.plusMillis(1))));

        assertThat(late.outcome()).isEqualTo(Outcome.Expired.PASSED);
        assertThat(end(late).outcome()).isEqualTo("expired");
        assertThat(early.outcome()).isEqualTo(Given.unavailable());
    }

    private static Answer unavailable(Instant deadline) {
        return new Answer(
                Given.due(Given.ask(Door.SQS), deadline, null),
                Given.unavailable(),
                Receipt.open("order-1", Given.NOW));
    }

    @Test
    void anAskThatWasClosedBeforeEndsHere() {
        Answer closed = Given.answer(Given.ask(Door.SQS), Given.expired());
        Answer unended = new Answer(closed.ask(), closed.outcome(), Receipt.open("order-1", Given.NOW));

        Answer answer = OUTCOMES.judge(new StageResult.Done<>(unended));

        assertThat(end(answer)).isEqualTo(new Receipt.End(Given.NOW, "expired", null, null, null));
    }

    @Test
    void anAnswerFromTheLedgerKeepsItsEnd() {
        Answer stored = Given.answer(Given.ask(Door.SQS), Given.completed());

        assertThat(OUTCOMES.judge(new StageResult.Done<>(stored))).isSameAs(stored);
    }

    private static Answer judge(int status, String body, int expectedInputTokens) {
        ProviderResponse reply = ProviderResponse.Received.of(
                status, "application/json", RetryAfter.UNSAID, body.getBytes(StandardCharsets.UTF_8));
        return OUTCOMES.judge(Given.open(
                Given.ask(Door.SQS),
                new ModelCall(Endpoint.RESPONSES, Expectation.ofTokens(expectedInputTokens), reply, () -> {})));
    }

    private static Receipt.End end(Answer answer) {
        return Objects.requireNonNull(answer.receipt().end());
    }
}
