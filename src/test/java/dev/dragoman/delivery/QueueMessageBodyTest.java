package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import org.junit.jupiter.api.Test;

class QueueMessageBodyTest {
    private static final int LIMIT = 1024 * 1024;

    @Test
    void anAnswerThatFitsIsSentWhole() {
        Answer answer = answer(LIMIT - 2_000);

        assertThat(QueueMessageBody.fitting(answer)).isEqualTo(answer.json());
    }

    @Test
    void ofAnAnswerThatDoesNotFitTheTextIsSent() {
        Answer answer = answer(LIMIT);

        assertThat(QueueMessageBody.fitting(answer).path("text").textValue()).isEqualTo("Ahoy");
        assertThat(QueueMessageBody.fitting(answer).has("response")).isFalse();
        assertThat(QueueMessageBody.fitting(answer).path("responseLeftOut").textValue())
                .isNotBlank();
        assertThat(Json.bytes(QueueMessageBody.fitting(answer))).hasSizeLessThan(LIMIT);
    }

    private static Answer answer(int size) {
        Outcome outcome = new Outcome.Completed("Ahoy", Json.object().put("reasoning", "x".repeat(size)), "completed");
        return Given.answer(Given.replyingTo(Given.ask(Door.SQS), Given.QUEUE), outcome);
    }
}
