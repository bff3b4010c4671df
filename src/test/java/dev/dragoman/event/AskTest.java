package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskTest {
    private static final Ask ASK = Given.ask(Door.SQS);

    @Test
    void theAnswerHasToBeThereASecondBeforeTheEnd() {
        assertThat(Given.due(ASK, null, Given.NOW.plusSeconds(10)).timeLeft(Given.NOW))
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void orByTheDeadlineIfThatIsEarlier() {
        assertThat(Given.due(ASK, Given.NOW.plusSeconds(3), Given.NOW.plusSeconds(10))
                        .timeLeft(Given.NOW))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whatWasPaidForIsDeliveredAfterTheDeadlineToo() {
        assertThat(Given.due(ASK, Given.NOW.minusSeconds(3), Given.NOW.plusSeconds(10))
                        .timeToDeliver(Given.NOW))
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void deliveryIsTriedInTheLastMomentToo() {
        assertThat(Given.due(ASK, null, Given.NOW).timeToDeliver(Given.NOW)).isPositive();
    }

    @Test
    void theTimeEndsAtTheEarlierOfTwoEnds() {
        Ask ask = Given.due(ASK, null, Given.NOW.plusSeconds(10));

        assertThat(ask.endingBy(Given.NOW.plusSeconds(5)).endBy()).isEqualTo(Given.NOW.plusSeconds(5));
        assertThat(ask.endingBy(Given.NOW.plusSeconds(50)).endBy()).isEqualTo(Given.NOW.plusSeconds(10));
        assertThat(ASK.endingBy(Given.NOW).endBy()).isEqualTo(Given.NOW);
    }
}
