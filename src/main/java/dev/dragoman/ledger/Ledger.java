package dev.dragoman.ledger;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.OneLine;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The ledger stage: one paid call per ask (design section 5). */
public final class Ledger {
    private static final Logger LOG = Logger.getLogger(Ledger.class);

    private static final int TURNS = 64;

    private final LedgerStore store;
    private final LeaseProtocol register;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final List<Object> turns = Stream.generate(Object::new).limit(TURNS).toList();

    /**
     * A ledger over a store.
     *
     * @param store keeps the entries
     * @param lease how long a lease lasts; one that is shorter than a call may take has to be renewed meanwhile
     */
    public Ledger(LedgerStore store, Duration lease) {
        this.store = store;
        this.register = new LeaseProtocol(store, lease);
    }

    /**
     * Asks for the right to pay. An ask without identity is never the same as another and goes through.
     *
     * @param previous the payload about to be sent
     * @return the same passage; closed with the stored answer, or as unavailable while somebody else is at it or the
     *     store is out of reach
     */
    public CompletionStage<StageResult<Payload>> admit(StageResult<Payload> previous) {
        return previous.thenAsync(open -> LedgerIdentity.isKnown(open)
                ? offTheEventLoop(() -> admitted(open))
                : CompletableFuture.completedFuture(open));
    }

    private StageResult<Payload> admitted(StageResult.Continue<Payload> open) {
        LedgerIdentity identity = LedgerIdentity.of(open);
        LeaseProtocol.LeaseDecision admission;
        try {
            admission = taken(identity);
        } catch (LedgerStoreException failure) {
            LOG.warnf(failure, "The ledger's entry %s could not be taken", identity.name());
            return open.finish(closed(failure));
        }
        if (admission instanceof LeaseProtocol.LeaseDecision.Granted taken) {
            leases.put(identity.name(), taken.lease());
            if (taken.lapsed() > 0) {
                LOG.warnf(
                        "The lease %s of ask %s ran out without an answer: it may be paid for twice",
                        identity.name(), OneLine.of(open.ask().id()));
            }
            return open.withReceipt(open.receipt().with(new Receipt.LedgerUse(identity.name(), false, taken.lapsed())));
        }
        if (admission instanceof LeaseProtocol.LeaseDecision.AlreadyAnswered answered) {
            Answer stored = answered.answer();
            Receipt receipt = stored.receipt().with(new Receipt.LedgerUse(identity.name(), true, answered.lapsed()));
            return new StageResult.Done<>(new Answer(open.ask(), stored.outcome(), receipt));
        }
        return open.finish(
                admission instanceof LeaseProtocol.LeaseDecision.HeldByOther held
                        ? inProgress(held.rest())
                        : mismatch(((LeaseProtocol.LeaseDecision.DifferentAsk) admission).inFlight()));
    }

    // One after the other within this process: not every store checks and writes in one step, and none has to be asked
    // twice for what is known here.
    private LeaseProtocol.LeaseDecision taken(LedgerIdentity identity) {
        synchronized (turns.get(Math.floorMod(identity.name().hashCode(), TURNS))) {
            return register.take(identity.name(), identity.digest());
        }
    }

    /**
     * Stores an answer that was paid for, or gives the lease back where there is none.
     *
     * @param answer the judged answer
     * @return the answer that is stored, so that all who asked the same get the same; what was paid for is delivered also
     *     where it could not be stored
     */
    public CompletionStage<Answer> settle(Answer answer) {
        Receipt.LedgerUse entry = answer.receipt().entry();
        Lease lease = entry == null || entry.replayed() ? null : leases.remove(entry.key());
        return lease == null
                ? CompletableFuture.completedFuture(answer)
                : offTheEventLoop(() -> settled(answer, Objects.requireNonNull(entry), lease));
    }

    private Answer settled(Answer answer, Receipt.LedgerUse entry, Lease lease) {
        try {
            if (answer.outcome().isRetryable()) {
                lease.release();
                return answer;
            }
            LedgerEntry.Paid stored = lease.answer(answer);
            boolean another = !lease.isHolderOf(stored);
            if (another) {
                LOG.warnf("The lease %s ran out before its answer came, and was taken over", entry.key());
            }
            Answer everybodys = another ? stored.answer() : answer;
            Receipt receipt = everybodys.receipt().with(new Receipt.LedgerUse(entry.key(), another, stored.lapsed()));
            return new Answer(answer.ask(), everybodys.outcome(), receipt);
        } catch (LedgerStoreException failure) {
            LOG.warnf(
                    failure,
                    "The ledger's entry %s could not be written: the same ask may be paid for again",
                    entry.key());
            return answer;
        }
    }

    /** Renews every lease that is out; blocks. */
    public void renew() {
        List.copyOf(leases.values()).forEach(Lease::renew);
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

    private static Outcome closed(LedgerStoreException failure) {
        return failure.isRefused()
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "ledger_refused",
                        "The ledger can't be used: its bucket in DRAGOMAN_LEDGER is missing, not permitted, or holds"
                                + " something else."))
                : new Outcome.Unavailable(Problem.ofServer(
                        503, "ledger_unavailable", "The ledger is out of reach, so nothing was called."));
    }
}
