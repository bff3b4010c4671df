package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A lease that this process holds, from when it is taken until {@link #answer} or {@link #release} ends it. The methods
 * lock: a lease is never renewed while it is ended.
 */
final class Lease {
    private static final Logger LOG = Logger.getLogger(Lease.class);

    /** After each round that fails another process has made progress, so this many mean that something is broken. */
    private static final int ROUNDS = 10;

    /** How long a renewal may take; there is another soon. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private final LedgerStore store;
    private final String name;
    private LedgerEntry.Leased entry;
    private String version;
    private boolean ended;

    /**
     * @param store holds the entry
     * @param name the entry's name
     * @param entry what was written
     * @param version the store's version of it
     */
    Lease(LedgerStore store, String name, LedgerEntry.Leased entry, String version) {
        this.store = store;
        this.name = name;
        this.entry = entry;
        this.version = version;
    }

    /** Starts the lease anew. If that fails, it is logged; the end of the lease copes with it. */
    synchronized void renew() {
        if (ended) {
            return;
        }
        LedgerEntry.Leased next = entry.renewed();
        LedgerStore timed = store.within(RENEWAL);
        try {
            Optional<String> written = timed.write(name, next, version);
            if (written.isPresent()) {
                entry = next;
                version = written.get();
            } else {
                adoptIfOurs(timed, next.renewals());
            }
        } catch (LedgerStoreException unreachable) {
            LOG.warnf("The lease %s could not be renewed: %s", name, unreachable.getMessage());
        }
    }

    /**
     * Ends the lease with an answer. The first answer that is stored stays: if the lease ran out and another holder took
     * it over and has answered, that answer counts. If the other has not answered yet, this one does. If it fails, the lease goes
     * on, and it can be tried again.
     *
     * @param time how long it may take
     * @return what is stored now
     * @throws LedgerStoreException if the store does not say what is stored
     */
    synchronized LedgerEntry.Paid answer(Answer answer, Duration time) {
        LedgerEntry.Paid stored = store(answer, store.within(time));
        ended = true;
        return stored;
    }

    private LedgerEntry.Paid store(Answer answer, LedgerStore timed) {
        LedgerEntry.Paid paid =
                new LedgerEntry.Paid(entry.holder(), entry.digest(), LedgerEntry.PaidAnswer.of(answer), entry.lapsed());
        String known = version;
        for (int round = 0; round < ROUNDS; round++) {
            if (timed.write(name, paid, known).isPresent()) {
                return paid;
            }
            LedgerStore.Found found = timed.read(name).orElse(null);
            if (found != null
                    && found.entry() instanceof LedgerEntry.Paid stored
                    && stored.stands(answer.ask().isOfPart())) {
                return stored;
            }
            known = found == null ? null : found.version();
            paid = found == null ? paid : paid.after(found.entry().lapsed());
        }
        throw new LedgerStoreException(false, new IllegalStateException("the entry never came to rest"));
    }

    /** Whether what is stored was written under this lease. */
    boolean isHolderOf(LedgerEntry.Paid stored) {
        return stored.holder().equals(entry.holder());
    }

    /**
     * Gives the lease back without an answer, unless another holder has taken it over. If it fails, it can be tried again.
     *
     * @param mayBePaid whether its call may have been paid for all the same
     * @param time how long it may take
     * @throws LedgerStoreException if the store does not say whether it was written
     */
    synchronized void release(boolean mayBePaid, Duration time) {
        LedgerStore timed = store.within(time);
        LedgerEntry.Released released = new LedgerEntry.Released(entry.lapsed() + (mayBePaid ? 1 : 0));
        if (timed.write(name, released, version).isEmpty() && adoptIfOurs(timed, Integer.MAX_VALUE)) {
            timed.write(name, released, version);
        }
        ended = true;
    }

    // A write whose response was lost was written all the same. Goes on from what is stored, if that is this lease.
    private boolean adoptIfOurs(LedgerStore timed, int latestRenewal) {
        LedgerStore.Found found = timed.read(name).orElse(null);
        if (found != null
                && found.entry() instanceof LedgerEntry.Leased leased
                && leased.holder().equals(entry.holder())
                && leased.renewals() <= latestRenewal) {
            entry = leased;
            version = found.version();
            return true;
        }
        return false;
    }
}
