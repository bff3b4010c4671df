package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.payload.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The ledger stage: one paid call per ask. */
public final class Ledger {
    private final LedgerStore store;
    private final Clock clock;
    private final Duration lease;

    /**
     * A ledger over a store.
     *
     * @param store keeps the entries
     * @param clock tells the time
     * @param lease how long a lease lasts; longer than a call may take
     */
    public Ledger(LedgerStore store, Clock clock, Duration lease) {
        this.store = store;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * Asks for the right to pay. An ask without identity is never the same as another and goes through.
     *
     * @param passage the payload about to be sent
     * @return the same passage; closed with the stored answer, or as unavailable while somebody else is at it
     */
    public Passage<Payload> admit(Passage<Payload> passage) {
        return passage.then(this::admitted);
    }

    private Passage<Payload> admitted(Passage.Open<Payload> open) {
        String identity = open.ask().identity();
        if (identity == null) {
            return open;
        }
        String key = LedgerKey.of(identity, open.value(), open.receipt().source());
        Instant now = clock.instant();
        LedgerStore.Lease taken = store.take(key, now, now.plus(lease));
        if (taken instanceof LedgerStore.Lease.Done done) {
            Answer stored = done.answer();
            return new Passage.Closed<>(
                    new Answer(open.ask(), stored.outcome(), stored.receipt().with(new Receipt.Entry(key, true))));
        }
        if (taken instanceof LedgerStore.Lease.Held held) {
            return open.close(new Outcome.Unavailable(
                    new Problem(
                            409,
                            "conflict_error",
                            "in_progress",
                            "The same ask is being answered right now; ask again later.",
                            null),
                    Duration.between(now, held.until())));
        }
        return open.noting(open.receipt().with(new Receipt.Entry(key, false)));
    }

    /**
     * Stores an answer that was paid for, or gives the lease back where there is none.
     *
     * @param answer the judged answer
     * @return the same answer
     */
    public Answer settle(Answer answer) {
        Receipt.Entry entry = answer.receipt().entry();
        if (entry != null && !entry.replayed()) {
            if (answer.outcome().comesAgain()) {
                store.release(entry.key());
            } else {
                store.complete(entry.key(), answer);
            }
        }
        return answer;
    }
}
