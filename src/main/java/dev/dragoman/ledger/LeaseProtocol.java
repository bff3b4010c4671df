package dev.dragoman.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The protocol by which many processes agree who pays for an ask. Any store with conditional writes will do. */
final class LeaseProtocol {
    /** After each round that fails another process has made progress, so this many mean that something is broken. */
    private static final int ROUNDS = 10;

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final LedgerStore store;
    private final Duration length;

    /** The answer to whoever wants to pay for an ask. */
    sealed interface LeaseDecision {
        /**
         * The holder may pay.
         *
         * @param lease has to be ended
         * @param lapsed how many earlier leases ran out
         */
        record Granted(Lease lease, int lapsed) implements LeaseDecision {}

        /**
         * The same ask has been answered.
         *
         * @param answer what was stored
         * @param lapsed how many earlier leases ran out
         */
        record AlreadyAnswered(LedgerEntry.PaidAnswer answer, int lapsed) implements LeaseDecision {}

        /**
         * Another holder is about to pay for the same ask.
         *
         * @param rest until its lease runs out
         */
        record HeldByOther(Duration rest) implements LeaseDecision {}

        /**
         * The name stands for another ask.
         *
         * @param inFlight whether that one is still being answered
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
     * Takes the lease of an ask, unless another holder has it or the ask is answered.
     *
     * @param key the ask's name and digest
     * @param time how long that may take
     * @throws LedgerStoreException if the store does not say what is stored
     */
    LeaseDecision take(LedgerKey key, Duration time) {
        LedgerStore timed = store.within(time);
        String name = key.name();
        LedgerEntry.Leased wanted = new LedgerEntry.Leased(UUID.randomUUID().toString(), key.digest(), length, 0, 0);
        Optional<String> written = timed.write(name, wanted, null);
        for (int round = 0; written.isEmpty() && round < ROUNDS; round++) {
            LedgerStore.Found found = timed.read(name).orElse(null);
            if (found == null) {
                written = timed.write(name, wanted, null);
            } else if (found.entry() instanceof LedgerEntry.Paid paid && paid.stands(key.ofPart())) {
                return paid.digest().equals(key.digest())
                        ? new LeaseDecision.AlreadyAnswered(paid.answer(), paid.lapsed())
                        : new LeaseDecision.DifferentAsk(false);
            } else if (found.entry() instanceof LedgerEntry.Leased leased && !isOurs(leased, wanted)) {
                Duration rest = leased.length().minus(found.age());
                if (rest.compareTo(Duration.ZERO) > 0) {
                    return leased.digest().equals(key.digest())
                            ? new LeaseDecision.HeldByOther(rest)
                            : new LeaseDecision.DifferentAsk(true);
                }
                wanted = wanted.after(leased.lapsed() + 1);
                written = timed.write(name, wanted, found.version());
            } else if (found.entry() instanceof LedgerEntry.Leased) {
                // It was written, but the response to the write was lost.
                written = Optional.of(found.version());
            } else {
                wanted = wanted.after(found.entry().lapsed());
                written = timed.write(name, wanted, found.version());
            }
        }
        LedgerEntry.Leased taken = wanted;
        return written.<LeaseDecision>map(
                        version -> new LeaseDecision.Granted(new Lease(store, name, taken, version), taken.lapsed()))
                .orElseGet(() -> new LeaseDecision.HeldByOther(SHORTLY));
    }

    private static boolean isOurs(LedgerEntry.Leased found, LedgerEntry.Leased wanted) {
        return found.holder().equals(wanted.holder());
    }
}
