package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The protocol by which many processes agree on who pays, over any store with conditional writes. */
final class Register {
    /** Each round lost means that somebody else has made progress. */
    private static final int ROUNDS = 10;

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final LedgerStore store;
    private final Duration length;

    /** What asking for the right to pay came to. */
    sealed interface Admission {
        /**
         * The right to pay.
         *
         * @param lease to be ended
         * @param lapsed how many leases before it ran out in flight
         */
        record Taken(Lease lease, int lapsed) implements Admission {}

        /**
         * Answered before.
         *
         * @param answer what was stored
         * @param lapsed how many leases had run out in flight before
         */
        record Answered(Answer answer, int lapsed) implements Admission {}

        /**
         * Somebody else is at it.
         *
         * @param rest until the lease runs out
         */
        record Held(Duration rest) implements Admission {}

        /**
         * The name stands for something else.
         *
         * @param inFlight whether that is being answered right now
         */
        record Mismatch(boolean inFlight) implements Admission {}
    }

    /**
     * @param store keeps the entries
     * @param length of a lease
     */
    Register(LedgerStore store, Duration length) {
        this.store = store;
        this.length = length;
    }

    /**
     * Takes the lease of a name, unless it is held or done.
     *
     * @param name the entry's
     * @param digest of what is asked
     * @throws StoreFailure where the store does not say
     */
    Admission take(String name, String digest) {
        Entry.Leased wanted = new Entry.Leased(UUID.randomUUID().toString(), digest, length, 0, 0);
        Optional<String> created = store.write(name, wanted, null);
        for (int round = 0; created.isEmpty() && round < ROUNDS; round++) {
            LedgerStore.Found found = store.read(name).orElse(null);
            if (found == null) {
                created = store.write(name, wanted, null);
            } else if (found.entry() instanceof Entry.Done done) {
                return done.digest().equals(digest)
                        ? new Admission.Answered(done.answer(), done.lapsed())
                        : new Admission.Mismatch(false);
            } else if (found.entry() instanceof Entry.Leased leased && !isOurs(leased, wanted)) {
                Duration rest = leased.length().minus(found.age());
                if (rest.compareTo(Duration.ZERO) > 0) {
                    return leased.digest().equals(digest) ? new Admission.Held(rest) : new Admission.Mismatch(true);
                }
                wanted = wanted.after(leased.lapsed() + 1);
                created = store.write(name, wanted, found.version());
            } else if (found.entry() instanceof Entry.Leased) {
                // Written, though the response to it was lost.
                created = Optional.of(found.version());
            } else {
                wanted = wanted.after(found.entry().lapsed());
                created = store.write(name, wanted, found.version());
            }
        }
        Entry.Leased taken = wanted;
        return created.<Admission>map(
                        version -> new Admission.Taken(new Lease(store, name, taken, version), taken.lapsed()))
                .orElseGet(() -> new Admission.Held(SHORTLY));
    }

    private static boolean isOurs(Entry.Leased found, Entry.Leased wanted) {
        return found.holder().equals(wanted.holder());
    }
}
