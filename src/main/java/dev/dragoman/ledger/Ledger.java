package dev.dragoman.ledger;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.OneLine;
import dev.dragoman.ledger.LeaseProtocol.LeaseDecision;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The ledger stage: one paid call for each ask (design section 5). */
public final class Ledger {
    private static final Logger LOG = Logger.getLogger(Ledger.class);

    private static final int LOCKS = 64;

    /** Nothing has been paid yet: a store that takes longer is out of reach. */
    private static final Duration ADMISSION = Duration.ofSeconds(10);

    /** For so long an answer may wait until it is stored (ADR 29). */
    private static final Duration SETTLEMENT = Duration.ofSeconds(2);

    private static final int MOST_UNSETTLED = 100;

    private final LedgerStore store;
    private final Duration length;
    private final Clock clock;
    private final LeaseProtocol protocol;
    private final Queue<Unsettled> unsettled = new ConcurrentLinkedQueue<>();
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final Map<String, Lease> claims = new ConcurrentHashMap<>();
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    /**
     * A ledger over a store.
     *
     * @param store keeps the entries
     * @param lease how long a lease lasts; if that is less than a call may take, it has to be renewed during the call
     * @param clock tells how much time an ask has left
     */
    public Ledger(LedgerStore store, Duration lease, Clock clock) {
        this.store = store;
        this.length = lease;
        this.clock = clock;
        this.protocol = new LeaseProtocol(store, lease);
    }

    /**
     * Takes the right to pay for an ask. An ask without an identity is never the same as another: it needs no right, and
     * goes on.
     *
     * @param previous the payload about to be sent
     * @return the same result if the ask may be paid for. Otherwise done: with the stored answer, or as unavailable if
     *     another holder is about to pay for it or the store is out of reach
     */
    public CompletionStage<StageResult<Payload>> admit(StageResult<Payload> previous) {
        return previous.thenAsync(open -> LedgerKey.isKnown(open)
                ? offTheEventLoop(() -> admitted(open))
                : CompletableFuture.completedFuture(open));
    }

    /**
     * Finds the stored answer of an ask that must not be paid for any more.
     *
     * @param previous the payload that would be sent
     * @return done: with the stored answer, or expired if there is none
     */
    public CompletionStage<StageResult<Payload>> find(StageResult<Payload> previous) {
        return previous.thenAsync(open -> offTheEventLoop(() -> found(open)));
    }

    private StageResult<Payload> found(StageResult.Continue<Payload> open) {
        LedgerKey key = LedgerKey.of(open);
        try {
            LedgerEntry entry = store.within(ADMISSION)
                    .read(key.name())
                    .map(LedgerStore.Found::entry)
                    .orElse(null);
            return entry instanceof LedgerEntry.Paid paid && paid.stands(key.ofPart())
                    ? new StageResult.Done<>(replayed(open, key, paid.answer(), paid.lapsed()))
                    : open.finish(Outcome.Expired.PASSED);
        } catch (LedgerStoreException failure) {
            return open.finish(unusable(failure));
        }
    }

    private static Answer replayed(
            StageResult.Continue<Payload> open, LedgerKey key, LedgerEntry.PaidAnswer stored, int lapsed) {
        Receipt receipt = stored.receipt().replayed(new Receipt.LedgerUse(key.name(), true, lapsed));
        return new Answer(open.ask(), stored.outcome(), receipt);
    }

    private StageResult<Payload> admitted(StageResult.Continue<Payload> open) {
        LedgerKey key = LedgerKey.of(open);
        LeaseDecision decision;
        try {
            decision = taken(key, shorter(ADMISSION, open.ask().timeLeft(clock.instant())));
        } catch (LedgerStoreException failure) {
            LOG.warnf("The ledger's entry %s could not be taken: %s", key.name(), failure.getMessage());
            return open.finish(unusable(failure));
        }
        if (decision instanceof LeaseDecision.Granted granted) {
            leases.put(key.name(), granted.lease());
            if (granted.lapsed() > 0) {
                LOG.warnf(
                        "The lease %s of ask %s ran out or broke off without an answer: it may be paid for twice",
                        key.name(), OneLine.of(open.ask().id()));
            }
            return open.withReceipt(open.receipt().with(new Receipt.LedgerUse(key.name(), false, granted.lapsed())));
        }
        if (decision instanceof LeaseDecision.AlreadyAnswered answered) {
            return new StageResult.Done<>(replayed(open, key, answered.answer(), answered.lapsed()));
        }
        return open.finish(
                decision instanceof LeaseDecision.HeldByOther held
                        ? inProgress(held.rest())
                        : mismatch(((LeaseDecision.DifferentAsk) decision).inFlight()));
    }

    /**
     * Takes a lease on a piece of work that is no ask of its own, so that one process at a time does it; blocks. It lasts
     * until it is {@link #giveUp given up}, as long as it is {@link #renewClaims renewed}.
     *
     * @param work names it; the same for all processes
     * @return empty if it was taken; else how long the lease of the other holder lasts at most
     * @throws LedgerStoreException if the store does not say what is stored
     */
    public Optional<Duration> claim(String work) {
        LedgerKey key = LedgerKey.ofWork(work);
        LeaseDecision decision = taken(key, ADMISSION);
        if (decision instanceof LeaseDecision.Granted granted) {
            claims.put(key.name(), granted.lease());
            return Optional.empty();
        }
        return Optional.of(decision instanceof LeaseDecision.HeldByOther held ? held.rest() : length);
    }

    /**
     * Gives back the lease that {@link #claim} has taken; blocks. If that fails, it runs out by itself.
     *
     * @param work names it
     */
    public void giveUp(String work) {
        String name = LedgerKey.ofWork(work).name();
        Lease lease = claims.remove(name);
        if (lease != null) {
            try {
                lease.release(false, SETTLEMENT);
            } catch (LedgerStoreException failure) {
                LOG.warnf(
                        "The lease %s could not be given back and runs out by itself: %s", name, failure.getMessage());
            }
        }
    }

    // Within this process one ask of a name after the other: a store may check and write in two steps. And it is not
    // asked for what this process knows.
    private LeaseDecision taken(LedgerKey key, Duration time) {
        synchronized (locks.get(Math.floorMod(key.name().hashCode(), LOCKS))) {
            return protocol.take(key, time);
        }
    }

    /**
     * Stores an answer that {@link Answer#isKept}. If there is none, gives the lease back. What can't be done within a short time
     * is tried again later ({@link #settleLater}): the answer does not wait for it.
     *
     * @param answer the judged answer
     * @return the answer that is stored, so that everyone who asked the same gets the same. If it could not be stored, the
     *     given one: it was paid for
     */
    public CompletionStage<Answer> settle(Answer answer) {
        Receipt.LedgerUse entry = answer.receipt().entry();
        Lease lease = entry == null || entry.replayed() ? null : leases.remove(entry.key());
        return lease == null
                ? CompletableFuture.completedFuture(answer)
                : offTheEventLoop(() -> settledInTime(answer, Objects.requireNonNull(entry), lease));
    }

    private Answer settledInTime(Answer answer, Receipt.LedgerUse entry, Lease lease) {
        Instant now = clock.instant();
        // Half of what is left is for delivering it.
        Duration time = shorter(SETTLEMENT, answer.ask().timeToDeliver(now).dividedBy(2));
        try {
            return settled(answer, entry, lease, time);
        } catch (LedgerStoreException failure) {
            LOG.warnf(
                    "The ledger's entry %s could not be written and is tried again: %s",
                    entry.key(), failure.getMessage());
            keep(new Unsettled(answer, entry, lease, now.plus(length)));
            return answer;
        }
    }

    private Answer settled(Answer answer, Receipt.LedgerUse entry, Lease lease, Duration time) {
        if (!answer.isKept()) {
            lease.release(mayBePaid(answer.receipt().call()), time);
            return answer;
        }
        LedgerEntry.Paid stored = lease.answer(answer, time);
        boolean isOthers = !lease.isHolderOf(stored);
        if (isOthers) {
            LOG.warnf("The lease %s ran out before its answer came, and was taken over", entry.key());
        }
        Receipt.LedgerUse use = new Receipt.LedgerUse(entry.key(), isOthers, stored.lapsed());
        if (!isOthers) {
            return answer.withReceipt(answer.receipt().with(use));
        }
        // Both have paid: this ask's own call is in no other receipt.
        Receipt others = stored.answer().receipt().replayed(use);
        Cost own = Objects.requireNonNullElse(answer.receipt().cost(), Cost.NOTHING);
        return new Answer(
                answer.ask(), stored.answer().outcome(), others.with(own.plus(Objects.requireNonNull(others.cost()))));
    }

    /**
     * An answer that could not be stored in time, or a lease that could not be given back.
     *
     * @param until when it is given up
     */
    private record Unsettled(Answer answer, Receipt.LedgerUse entry, Lease lease, Instant until) {}

    private void keep(Unsettled one) {
        unsettled.add(one);
        if (unsettled.size() > MOST_UNSETTLED) {
            giveUp(unsettled.poll());
        }
    }

    private static void giveUp(@Nullable Unsettled one) {
        if (one != null) {
            LOG.warnf(
                    "The ledger's entry %s could not be written: the same ask may be paid for again",
                    one.entry().key());
        }
    }

    /**
     * Whether something waits for {@link #settleLater}.
     *
     * @return false as long as the store answers in time
     */
    public boolean hasUnsettled() {
        return !unsettled.isEmpty();
    }

    /**
     * Stores what could not be stored in time; blocks. It stops at the first that fails again: the store is still away. What has
     * failed for as long as a lease lasts is given up.
     *
     * @param time how long all of it may take
     */
    public synchronized void settleLater(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Unsettled one = unsettled.poll(); one != null; one = unsettled.poll()) {
            Instant now = clock.instant();
            try {
                settled(one.answer(), one.entry(), one.lease(), Duration.between(now, end));
            } catch (LedgerStoreException failure) {
                if (now.isBefore(one.until())) {
                    keep(one);
                } else {
                    giveUp(one);
                }
                return;
            }
        }
    }

    private static boolean mayBePaid(Receipt.@Nullable Call call) {
        return call != null && call.lastMayBePaid();
    }

    /** Renews the leases on work that is no ask, which may take longer than any call; blocks. */
    public void renewClaims() {
        List.copyOf(claims.values()).forEach(Lease::renew);
    }

    /** Renews every lease that this process holds on an ask; blocks. */
    public void renew() {
        List.copyOf(leases.values()).forEach(Lease::renew);
        unsettled.forEach(one -> one.lease().renew());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private <T> CompletionStage<T> offTheEventLoop(Supplier<T> step) {
        return store.blocks() ? Blocking.run(step) : CompletableFuture.completedFuture(step.get());
    }

    private static Outcome inProgress(Duration rest) {
        return new Outcome.Unavailable(
                new Problem(
                        409,
                        "conflict_error",
                        "in_progress",
                        "The same ask is being answered right now; ask again later.",
                        null),
                rest);
    }

    private static Outcome mismatch(boolean inFlight) {
        return new Outcome.Rejected(Problem.ofAsk(
                inFlight ? 409 : 422,
                "idempotency_mismatch",
                "This id was used before for another ask; give every ask an id of its own.",
                "id"));
    }

    /**
     * What it means for an ask that the ledger can't be used.
     *
     * @param failure why
     * @return misconfigured if an operator has to act, else unavailable
     */
    public static Outcome unusable(LedgerStoreException failure) {
        return failure.isRefused()
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "ledger_refused",
                        "The ledger can't be used: its bucket in DRAGOMAN_LEDGER is missing, not permitted, ignores"
                                + " conditional writes, or holds something else."))
                : new Outcome.Unavailable(Problem.ofServer(
                        503, "ledger_unavailable", "The ledger is out of reach, so nothing was called."));
    }
}
