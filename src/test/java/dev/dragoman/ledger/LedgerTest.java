package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final MemoryLedger store = new MemoryLedger(1_000_000, now::get);
    private final Ledger ledger = new Ledger(store, LEASE, Given.CLOCK);

    @Test
    void anAskWithoutIdentityIsPaidForEachTime() {
        StageResult.Continue<Payload> open = Given.open(Given.ask(Door.HTTP), payload("hello"));

        assertThat(await(ledger.admit(open))).isSameAs(open);
        assertThat(await(ledger.admit(open))).isSameAs(open);
    }

    @Test
    void whatIsClaimedIsHeldUntilItIsGivenUpOrItsLeaseRunsOut() {
        Ledger other = new Ledger(store, LEASE, Given.CLOCK);

        assertThat(ledger.claim("slice 1")).isEmpty();
        advance(Duration.ofSeconds(20));
        assertThat(other.claim("slice 1")).contains(Duration.ofSeconds(40));
        assertThat(other.claim("slice 2")).isEmpty();

        ledger.renewClaims();
        advance(Duration.ofSeconds(50));
        assertThat(other.claim("slice 1")).contains(Duration.ofSeconds(10));

        ledger.giveUp("slice 1");
        assertThat(other.claim("slice 1")).isEmpty();
        advance(LEASE);
        assertThat(ledger.claim("slice 1")).isEmpty();
    }

    @Test
    void whatWasPaidForIsFoundAndNothingElseIsBegun() {
        StageResult.Continue<Payload> open =
                Given.open(Given.identified(Given.ask(Door.BATCH), "batch:1"), payload("hello"));

        assertThat(Given.outcome(await(ledger.find(open)))).isInstanceOf(Outcome.Expired.class);
        settle(answered(await(ledger.admit(open)), Given.completed()));

        assertThat(Given.outcome(await(ledger.find(open)))).isEqualTo(Given.completed());
    }

    @Test
    void theFirstMayPay() {
        assertThat(entry(admit("id:1")).replayed()).isFalse();
    }

    @Test
    void theSecondWaitsUntilTheLeaseOfTheFirstRunsOut() {
        admit("id:1");
        advance(Duration.ofSeconds(20));

        StageResult<Payload> second = admit("id:1");

        assertThat(Given.outcome(second))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        held -> assertThat(held.retryAfter()).isEqualTo(Duration.ofSeconds(40)));
        assertThat(Given.problem(second).status()).isEqualTo(409);
        assertThat(Given.problem(second).code()).isEqualTo("in_progress");
    }

    @Test
    void anotherAskIsNotHeldUp() {
        admit("sqs:1");

        assertThat(admit("sqs:2")).isInstanceOf(StageResult.Continue.class);
        assertThat(admit("sqs:1", "another body")).isInstanceOf(StageResult.Continue.class);
    }

    @Test
    @Tag("F048")
    void aLeaseThatRanOutIsTakenOverAndTheReceiptSaysSo() {
        admit("id:1");
        advance(LEASE);

        StageResult<Payload> second = admit("id:1");

        assertThat(entry(second).lapsed()).isEqualTo(1);
        settle(answered(second, Given.completed()));
        Receipt replayed = ((StageResult.Done<Payload>) admit("id:1")).answer().receipt();
        assertThat(replayed.json().path("mayBePaidTwice").booleanValue()).isTrue();
    }

    @Test
    @Tag("F048")
    void everyLeaseThatRanOutIsCountedWhateverCameBetween() {
        admit("id:1");
        advance(LEASE);
        admit("id:1");
        advance(LEASE);
        settle(answered(admit("id:1"), Given.unavailable()));

        StageResult<Payload> fourth = admit("id:1");

        assertThat(entry(fourth).lapsed()).isEqualTo(2);
        settle(answered(fourth, Given.completed()));
        Receipt replayed = ((StageResult.Done<Payload>) admit("id:1")).answer().receipt();
        assertThat(replayed.json().path("lapsedLeases").intValue()).isEqualTo(2);
    }

    @Test
    void aCallThatMayHaveBeenPaidForCountsAtTheNextDelivery() {
        settle(called(answered(admit("id:1"), Given.unavailable()), true));

        StageResult<Payload> second = admit("id:1");

        assertThat(entry(second).lapsed()).isEqualTo(1);
        settle(called(answered(second, Given.completed()), true));
        Receipt replayed = ((StageResult.Done<Payload>) admit("id:1")).answer().receipt();
        assertThat(replayed.json().path("mayBePaidTwice").booleanValue()).isTrue();
    }

    @Test
    void aCallThatTheProviderRefusedDoesNotCount() {
        settle(called(answered(admit("id:1"), Given.unavailable()), false));

        assertThat(entry(admit("id:1")).lapsed()).isZero();
    }

    @Test
    void whoeverLostItsLeaseLeavesTheOthersAlone() {
        StageResult<Payload> slow = admit("id:1");
        advance(LEASE);
        Ledger other = new Ledger(store, LEASE, Given.CLOCK);
        StageResult<Payload> quick =
                await(other.admit(Given.open(Given.identified(Given.ask(Door.SQS), "id:1"), payload("hello"))));

        settle(answered(slow, Given.unavailable()));

        assertThat(Given.problem(admit("id:1")).code()).isEqualTo("in_progress");
        await(other.settle(answered(quick, Given.completed())));
        settle(answered(slow, Given.rejected()));
        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void theFirstAnswerOfTwoHoldersIsEverybodys() {
        StageResult<Payload> slow = admit("id:1");
        advance(LEASE);
        Ledger other = new Ledger(store, LEASE, Given.CLOCK);
        StageResult<Payload> quick =
                await(other.admit(Given.open(Given.identified(Given.ask(Door.SQS), "id:1"), payload("hello"))));

        Answer first = settle(answered(slow, Given.rejected()));
        Answer second = await(other.settle(answered(quick, Given.completed())));

        assertThat(first.outcome()).isEqualTo(Given.rejected());
        assertThat(second.outcome()).isEqualTo(Given.rejected());
        assertThat(entry(first)).isEqualTo(new Receipt.LedgerUse(entry(slow).key(), false, 1));
        assertThat(entry(second)).isEqualTo(new Receipt.LedgerUse(entry(slow).key(), true, 1));
        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.rejected());
    }

    @Test
    @Tag("F100")
    void aLeaseThatIsRenewedLastsOn() {
        admit("id:1");
        for (int i = 0; i < 10; i++) {
            advance(LEASE.dividedBy(2));
            ledger.renew();
        }

        assertThat(Given.problem(admit("id:1")).code()).isEqualTo("in_progress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id:1", "http:client:1"})
    @Tag("F076")
    void anotherAskUnderTheSameIdIsRejected(String id) {
        StageResult<Payload> first = admit(id);
        Ask another = Given.identified(
                Given.ask(
                        "other", Door.SQS, new Content.Request(Endpoint.RESPONSES, Given.json("{'input': 'another'}"))),
                id);

        StageResult<Payload> meanwhile = await(ledger.admit(Given.open(another, payload("another"))));
        settle(answered(first, Given.completed()));
        StageResult<Payload> later = await(ledger.admit(Given.open(another, payload("another"))));

        assertThat(Given.problem(meanwhile).status()).isEqualTo(409);
        assertThat(Given.problem(later).status()).isEqualTo(422);
        assertThat(Given.problem(later).code()).isEqualTo("idempotency_mismatch");
    }

    @Test
    void anotherModelSinceThenMakesTheSameIdNoOtherAsk() {
        settle(answered(admit("id:1", "as it was sent then"), Given.completed()));

        assertThat(Given.outcome(admit("id:1", "as it is sent now"))).isEqualTo(Given.completed());
    }

    @Test
    @Tag("F055")
    void aStoreThatIsAwayMeansThatNothingIsCalled() {
        Ledger blind = new Ledger(new BrokenStore(false), LEASE, Given.CLOCK);

        StageResult<Payload> previous =
                await(blind.admit(Given.open(Given.identified(Given.ask(Door.SQS), "id:1"), payload("hello"))));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(Given.problem(previous).code()).isEqualTo("ledger_unavailable");
    }

    @Test
    @Tag("F055")
    void aStoreThatRefusesIsTheOperators() {
        Ledger blind = new Ledger(new BrokenStore(true), LEASE, Given.CLOCK);

        StageResult<Payload> previous =
                await(blind.admit(Given.open(Given.identified(Given.ask(Door.SQS), "id:1"), payload("hello"))));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Given.problem(previous).code()).isEqualTo("ledger_refused");
    }

    /** A store that does nothing. */
    private record BrokenStore(boolean refused) implements LedgerStore {
        @Override
        public Optional<Found> read(String name) {
            throw new LedgerStoreException(refused, new IllegalStateException());
        }

        @Override
        public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
            throw new LedgerStoreException(refused, new IllegalStateException());
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    @Test
    @Tag("F055")
    void anAnswerThatCouldNotBeStoredIsDeliveredAndStoredLater() {
        Absent sometimes = new Absent(store);
        Ledger patient = new Ledger(sometimes, LEASE, Given.CLOCK);
        StageResult<Payload> open = admit(patient, "id:1");
        sometimes.away = true;

        assertThat(await(patient.settle(answered(open, Given.completed()))).outcome())
                .isEqualTo(Given.completed());
        patient.settleLater(LEASE);
        assertThat(Given.problem(admit("id:1")).code()).as("nobody else pays").isEqualTo("in_progress");

        sometimes.away = false;
        patient.settleLater(LEASE);

        assertThat(patient.hasUnsettled()).isFalse();
        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void theLeaseOfAnAnswerThatIsNotStoredYetIsRenewed() {
        Absent sometimes = new Absent(store);
        Ledger patient = new Ledger(sometimes, LEASE, Given.CLOCK);
        StageResult<Payload> open = admit(patient, "id:1");
        sometimes.away = true;
        await(patient.settle(answered(open, Given.completed())));
        sometimes.away = false;

        advance(LEASE.minusSeconds(1));
        patient.renew();
        advance(LEASE.minusSeconds(1));

        assertThat(Given.problem(admit("id:1")).code()).isEqualTo("in_progress");
        patient.settleLater(LEASE);
        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void aLeaseThatCouldNotBeGivenBackIsGivenBackLater() {
        Absent sometimes = new Absent(store);
        Ledger patient = new Ledger(sometimes, LEASE, Given.CLOCK);
        StageResult<Payload> open = admit(patient, "id:1");
        sometimes.away = true;
        await(patient.settle(answered(open, Given.unavailable())));
        sometimes.away = false;

        patient.settleLater(LEASE);

        assertThat(entry(admit("id:1")).replayed()).isFalse();
    }

    private static StageResult<Payload> admit(Ledger by, String identity) {
        return await(by.admit(Given.open(Given.identified(Given.ask(Door.SQS), identity), payload("hello"))));
    }

    /** A store that is away at times. */
    private static final class Absent implements LedgerStore {
        private final LedgerStore store;
        private boolean away;

        Absent(LedgerStore store) {
            this.store = store;
        }

        @Override
        public Optional<Found> read(String name) {
            return there().read(name);
        }

        @Override
        public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
            return there().write(name, entry, known);
        }

        private LedgerStore there() {
            if (away) {
                throw new LedgerStoreException(false, new IllegalStateException("away"));
            }
            return store;
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    @Test
    void whoComesAfterTheAnswerGetsItWithoutACall() {
        StageResult<Payload> paid = admit("id:1");
        settle(answered(paid, Given.completed()));

        Answer replayed = ((StageResult.Done<Payload>) admit("id:1")).answer();

        assertThat(replayed.outcome()).isEqualTo(Given.completed());
        assertThat(replayed.receipt().entry())
                .isEqualTo(new Receipt.LedgerUse(entry(paid).key(), true, 0));
    }

    @Test
    void theStoredAnswerGoesToWhoeverAsksNow() {
        settle(answered(admit("id:1"), Given.completed()));
        Ask again = Given.replyingTo(Given.identified(Given.ask(Door.SQS), "id:1"), Given.QUEUE);

        StageResult<Payload> previous = await(ledger.admit(Given.open(again, payload("hello"))));

        assertThat(((StageResult.Done<Payload>) previous).answer().ask()).isEqualTo(again);
    }

    @Test
    void anAnswerIsKeptLongerThanALease() {
        settle(answered(admit("id:1"), Given.completed()));
        advance(LEASE.multipliedBy(100));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void aRejectionIsAnAnswerToo() {
        settle(answered(admit("id:1"), Given.rejected()));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.rejected());
    }

    @ParameterizedTest
    @MethodSource
    void whatHasToComeAgainGivesTheLeaseBack(Outcome outcome) {
        settle(answered(admit("id:1"), outcome));

        assertThat(admit("id:1")).isInstanceOf(StageResult.Continue.class);
    }

    static List<Outcome> whatHasToComeAgainGivesTheLeaseBack() {
        return List.of(Given.unavailable(), Given.misconfigured());
    }

    /** A later deadline, another setting or a model that is there at last: the same ask is then answered. */
    @ParameterizedTest
    @MethodSource("passing")
    void whatMayChangeIsNotKept(Outcome outcome) {
        Answer told = settle(answered(admit("id:1"), outcome));

        assertThat(told.outcome()).isEqualTo(outcome);
        assertThat(admit("id:1")).isInstanceOf(StageResult.Continue.class);
    }

    /** Earlier programs stored everything but unavailable and misconfigured. */
    @ParameterizedTest
    @MethodSource("passing")
    void whatAnEarlierProgramStoredIsNoLongerAnsweredWith(Outcome outcome) {
        String name = entry(admit("id:1")).key();
        Answer old = Given.answer(Given.identified(Given.ask(Door.SQS), "id:1"), outcome);
        String leased = store.read(name).orElseThrow().version();
        LedgerEntry.Paid stored = new LedgerEntry.Paid("earlier", "whatever", LedgerEntry.PaidAnswer.of(old), 2);
        assertThat(store.write(name, stored, leased)).isPresent();

        StageResult<Payload> again = admit("id:1");

        assertThat(entry(again).replayed()).isFalse();
        assertThat(entry(again).lapsed()).isEqualTo(2);
        settle(answered(again, Given.completed()));
        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    static List<Outcome> passing() {
        return List.of(
                new Outcome.Expired(Problem.ofAsk(504, "deadline_passed", "Too late.", "deadline")),
                new Outcome.Rejected(Problem.ofProvider(502, "empty_answer", "Nothing.")),
                new Outcome.Rejected(Problem.ofProvider(502, "answer_too_large", "Too much.")),
                new Outcome.Rejected(Problem.ofProvider(502, "file_not_delivered", "No file.")),
                new Outcome.Rejected(Problem.ofAsk(404, "upstream_rejected", "No such URL.", null)),
                new Outcome.Rejected(Problem.ofAsk(404, "model_of_theirs_not_found", "No such model.", "model")));
    }

    @Test
    void whoOnlyWaitedGivesNoLeaseBack() {
        admit("id:1");
        Answer waited = ((StageResult.Done<Payload>) admit("id:1")).answer();

        settle(waited);

        assertThat(admit("id:1")).isInstanceOf(StageResult.Done.class);
    }

    @Test
    void aReplayIsNotStoredAsAnAnswerOfItsOwn() {
        settle(answered(admit("id:1"), Given.completed()));
        Answer replayed = ((StageResult.Done<Payload>) admit("id:1")).answer();

        settle(replayed.withOutcome(Given.rejected()));

        assertThat(Given.outcome(admit("id:1"))).isEqualTo(Given.completed());
    }

    @Test
    void aReplayCostsNothingAndTellsWhatItCostAtFirst() {
        Cost paid = new Cost(120, 0, false, "v1", null);
        Answer first = answered(admit("id:1"), Given.completed());
        settle(first.withReceipt(first.receipt().with(paid)));

        Answer replayed = ((StageResult.Done<Payload>) admit("id:1")).answer();

        assertThat(replayed.receipt().cost()).isEqualTo(Cost.replayed(paid));
    }

    @Test
    void whoPaidAndCameSecondTellsItsOwnCost() {
        Ledger other = new Ledger(store, LEASE, Given.CLOCK);
        Cost first = new Cost(120, 0, false, "v1", null);
        Cost second = new Cost(130, 0, false, "v1", null);
        Answer slow = answered(admit("id:1"), Given.completed());
        advance(LEASE);
        StageResult<Payload> taken =
                await(other.admit(Given.open(Given.identified(Given.ask(Door.SQS), "id:1"), payload("hello"))));
        Answer fast = answered(taken, Given.truncated());
        await(other.settle(fast.withReceipt(fast.receipt().with(first))));

        Answer told = settle(slow.withReceipt(slow.receipt().with(second)));

        assertThat(told.outcome()).isEqualTo(Given.truncated());
        assertThat(told.receipt().cost()).isEqualTo(new Cost(130, 0, false, "v1", first));
    }

    @Test
    void aClosedPassageTakesNoLease() {
        Ask ask = Given.identified(Given.ask(Door.SQS), "id:1");

        await(ledger.admit(new StageResult.Done<>(Given.answer(ask, Given.rejected()))));

        assertThat(admit("id:1")).isInstanceOf(StageResult.Continue.class);
    }

    private void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }

    private Answer settle(Answer answer) {
        return await(ledger.settle(answer));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private StageResult<Payload> admit(String identity) {
        return admit(identity, "hello");
    }

    private StageResult<Payload> admit(String identity, String input) {
        return await(ledger.admit(Given.open(Given.identified(Given.ask(Door.SQS), identity), payload(input))));
    }

    private static Payload payload(String input) {
        return new Payload(
                Endpoint.RESPONSES, "m", Given.json("{'input': '%s'}".formatted(input)), Map.of(), 0, List.of());
    }

    private static Receipt.LedgerUse entry(StageResult<Payload> previous) {
        return Objects.requireNonNull(
                ((StageResult.Continue<Payload>) previous).receipt().entry());
    }

    private static Receipt.LedgerUse entry(Answer answer) {
        return Objects.requireNonNull(answer.receipt().entry());
    }

    private static Answer answered(StageResult<Payload> previous, Outcome outcome) {
        StageResult.Continue<Payload> open = (StageResult.Continue<Payload>) previous;
        return new Answer(open.ask(), outcome, open.receipt());
    }

    private static Answer called(Answer answer, boolean lastMayBePaid) {
        return answer.withReceipt(
                answer.receipt().with(new Receipt.Call(1, Duration.ZERO, Duration.ZERO, null, false, lastMayBePaid)));
    }
}
