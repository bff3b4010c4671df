package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StageFailuresTest {
    private static final Receipt.LedgerUse LEASE = new Receipt.LedgerUse("key-1", false, 0);
    private static final Ask ASK = Given.ask(Door.SQS);

    @Test
    void anAskWhoseStageFailedComesAgain() {
        Answer answer = answer(ASK);

        assertThat(answer.ask()).isEqualTo(ASK);
        assertThat(answer.outcome()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(Objects.requireNonNull(answer.receipt().end()).outcome()).isEqualTo("unavailable");
    }

    @Test
    @Tag("F094")
    void nothingOfTheCauseGetsOut() {
        assertThat(Json.text(answer(ASK).json())).doesNotContain("secret", "IllegalState");
    }

    @ParameterizedTest
    @MethodSource
    void theLeaseIsKnownWhereverItWasTaken(Object input) {
        assertThat(answer(input).receipt().entry()).isEqualTo(LEASE);
    }

    static List<Object> theLeaseIsKnownWhereverItWasTaken() {
        StageResult.Continue<String> open = Given.open(ASK, "value");
        Receipt leased = open.receipt().with(LEASE);
        Answer answer = new Answer(ASK, Given.completed(), leased);
        return List.of(open.withReceipt(leased), new StageResult.Done<>(answer), answer);
    }

    private static Answer answer(Object input) {
        return new StageFailures(Given.CLOCK).answer(input, ASK, new IllegalStateException("secret"));
    }
}
