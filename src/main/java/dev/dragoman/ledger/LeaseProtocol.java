package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The protocol by which many processes agree on who pays, over any store with conditional writes. */
final class LeaseProtocol {
    /** Each round lost means that somebody else has made progress. */
    private static final int ROUNDS = 10;

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final LedgerStore store;
    private final Duration length;

    /** What asking for the right to pay came to. */
    sealed interface LeaseDecision {
        /**
         * The right to pay.
         *
         * @param lease to be ended
         * @param lapsed how many leases before it ran out in flight
         */
        record Granted(Lease lease, int lapsed) implements LeaseDecision {}

        /**
         * Answered before.
         *
         * @param answer what was stored
         * @param lapsed how many leases had run out in flight before
         */
        record AlreadyAnswered(Answer answer, int lapsed) implements LeaseDecision {}

        /**
         * Somebody else is at it.
         *
         * @param rest until the lease runs out
         */
        record HeldByOther(Duration rest) implements LeaseDecision {}

        /**
         * The name stands for something else.
         *
         * @param inFlight whether that is being answered right now
         */
        record DifferentAsk(boolean inFlight) implements LeaseDecision {}
    }

    /**
     * @param store keeps the entries
     * @param length of a lease
     */
    LeaseProtocol(LedgerStore store, Duration length) {
        this.store = store;
        this.length = length;
    }

    /**
     * Takes the lease of a name, unless it is held or done.
     *
     * @param name the entry's
     * @param digest of what is asked
     * @throws LedgerStoreException where the store does not say
     */
    LeaseDecision take(String name, String digest) {
        LedgerEntry.Leased wanted = new LedgerEntry.Leased(UUID.randomUUID().toString(), digest, length, 0, 0);
        Optional<String> created = store.write(name, wanted, null);
        for (int round = 0; created.isEmpty() && round < ROUNDS; round++) {
            LedgerStore.Found found = store.read(name).orElse(null);
            if (found == null) {
                created = store.write(name, wanted, null);
            } else if (found.entry() instanceof LedgerEntry.Paid done) {
                return done.digest().equals(digest)
                        ? new LeaseDecision.AlreadyAnswered(done.answer(), done.lapsed())
                        : new LeaseDecision.DifferentAsk(false);
            } else if (found.entry() instanceof LedgerEntry.Leased leased && !isOurs(leased, wanted)) {
                Duration rest = leased.length().minus(found.age());
                if (rest.compareTo(Duration.ZERO) > 0) {
                    return leased.digest().equals(digest)
                            ? new LeaseDecision.HeldByOther(rest)
                            : new LeaseDecision.DifferentAsk(true);
                }
                wanted = wanted.after(leased.lapsed() + 1);
                created = store.write(name, wanted, found.version());
            } else if (found.entry() instanceof LedgerEntry.Leased) {
                // Written, though the response to it was lost.
                created = Optional.of(found.version());
            } else {
                wanted = wanted.after(found.entry().lapsed());
                created = store.write(name, wanted, found.version());
            }
        }
        LedgerEntry.Leased taken = wanted;
        return created.<LeaseDecision>map(
                        version -> new LeaseDecision.Granted(new Lease(store, name, taken, version), taken.lapsed()))
                .orElseGet(() -> new LeaseDecision.HeldByOther(SHORTLY));
    }

    private static boolean isOurs(LedgerEntry.Leased found, LedgerEntry.Leased wanted) {
        return found.holder().equals(wanted.holder());
    }
}
