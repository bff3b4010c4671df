package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.payload.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final SetClock clock = new SetClock();
    private final Ledger ledger = new Ledger(new MemoryLedger(100), clock, LEASE);

    /** A clock that a test sets. */
    private static final class SetClock extends Clock {
        private Instant now = Given.NOW;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void anAskWithoutIdentityIsPaidForEachTime() {
        Passage.Open<Payload> open = Given.open(Given.ask(Door.HTTP), payload("hello"));

        assertThat(ledger.admit(open)).isSameAs(open);
        assertThat(ledger.admit(open)).isSameAs(open);
    }

    @Test
    void theFirstMayPay() {
        assertThat(entry(admit("id:1")).replayed()).isFalse();
    }

    @Test
    void theSecondWaitsUntilTheLeaseOfTheFirstRunsOut() {
        admit("id:1");
        clock.advance(Duration.ofSeconds(20));

        Passage<Payload> second = admit("id:1");

        assertThat(Given.outcome(second))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        held -> assertThat(held.retryAfter()).isEqualTo(Duration.ofSeconds(40)));
        assertThat(Given.problem(second).status()).isEqualTo(409);
        assertThat(Given.problem(second).code()).isEqualTo("in_progress");
    }

    @Test
    void anotherAskIsNotHeldUp() {
        admit("id:1");

        assertThat(admit("id:2")).isInstanceOf(Passage.Open.class);
        assertThat(admit("id:1", "another body")).isInstanceOf(Passage.Open.class);
    }

    @Test
    void aLeaseThatRanOutIsTakenOver() {
        admit("id:1");
        clock.advance(LEASE);

        assertThat(admit("id:1")).isInstanceOf(Passage.Open.class);
    }

    @Test
    void whoComesAfterTheAnswerGetsItWithoutACall() {
        Passage<Payload> paid = admit("id:1");
        ledger.settle(answered(paid, Given.completed()));

        Answer replayed = ((Passage.Closed<Payload>) admit("id:1")).answer();

        assertThat(replayed.outcome()).isEqualTo(Given.completed());
        assertThat(replayed.receipt().entry())
                .isEqualTo(new Receipt.Entry(entry(paid).key(), true));
    }

    @Test
    void theStoredAnswerGoesToWhoeverAsksNow() {
        ledger.settle(answered(admit("id:1"), Given.completed()));
        Ask again = Given.replyingTo(Given.identified(Given.ask(Door.SQS), "id:1"), Given.QUEUE);

        Passage<Payload> passage = ledger.admit(Given.open(again, payload("hello")));

        assertThat(((Passage.Closed<Payload>) passage).answer().ask()).isEqualTo(again);
    }

    @Test
    void anAnswerIsKeptLongerThanALease() {
        ledger.settle(answered(admit("id:1"), Given.completed()));
        clock.advance(LEASE.multipliedBy(100));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void aRejectionIsAnAnswerToo() {
        ledger.settle(answered(admit("id:1"), Given.rejected()));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.rejected());
    }

    @ParameterizedTest
    @MethodSource
    void whatHasToComeAgainGivesTheLeaseBack(Outcome outcome) {
        ledger.settle(answered(admit("id:1"), outcome));

        assertThat(admit("id:1")).isInstanceOf(Passage.Open.class);
    }

    static List<Outcome> whatHasToComeAgainGivesTheLeaseBack() {
        return List.of(Given.unavailable(), Given.misconfigured());
    }

    @Test
    void whoOnlyWaitedGivesNoLeaseBack() {
        admit("id:1");
        Answer waited = ((Passage.Closed<Payload>) admit("id:1")).answer();

        ledger.settle(waited);

        assertThat(admit("id:1")).isInstanceOf(Passage.Closed.class);
    }

    @Test
    void aReplayIsNotStoredAsAnAnswerOfItsOwn() {
        ledger.settle(answered(admit("id:1"), Given.completed()));
        Answer replayed = ((Passage.Closed<Payload>) admit("id:1")).answer();

        ledger.settle(replayed.but(Given.rejected()));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void aClosedPassageTakesNoLease() {
        Ask ask = Given.identified(Given.ask(Door.SQS), "id:1");

        ledger.admit(new Passage.Closed<>(Given.answer(ask, Given.rejected())));

        assertThat(admit("id:1")).isInstanceOf(Passage.Open.class);
    }

    private Passage<Payload> admit(String identity) {
        return admit(identity, "hello");
    }

    private Passage<Payload> admit(String identity, String input) {
        return ledger.admit(Given.open(Given.identified(Given.ask(Door.SQS), identity), payload(input)));
    }

    private static Payload payload(String input) {
        return new Payload(
                Endpoint.RESPONSES, "m", Given.json("{'input': '%s'}".formatted(input)), Map.of(), 0, List.of());
    }

    private static Receipt.Entry entry(Passage<Payload> passage) {
        return Objects.requireNonNull(
                ((Passage.Open<Payload>) passage).receipt().entry());
    }

    private static Answer answered(Passage<Payload> passage, Outcome outcome) {
        Passage.Open<Payload> open = (Passage.Open<Payload>) passage;
        return new Answer(open.ask(), outcome, open.receipt());
    }
}
