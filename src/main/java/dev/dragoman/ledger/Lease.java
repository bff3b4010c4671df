package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A lease of ours, from when it was taken until it is ended. Renewing and ending it never overlap. */
final class Lease {
    private static final Logger LOG = Logger.getLogger(Lease.class);

    /** Each round lost means that somebody else has made progress. */
    private static final int ROUNDS = 10;

    private final LedgerStore store;
    private final String name;
    private LedgerEntry.Leased entry;
    private String version;
    private boolean over;

    /**
     * @param store where it lies
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

    /** Lets it last on. What goes wrong shows when it is ended. */
    synchronized void renew() {
        if (over) {
            return;
        }
        LedgerEntry.Leased next = entry.renewed();
        try {
            Optional<String> written = store.write(name, next, version);
            if (written.isPresent()) {
                entry = next;
                version = written.get();
            } else {
                own(next.renewals());
            }
        } catch (LedgerStoreException away) {
            LOG.warnf("The lease %s could not be renewed: %s", name, away.getMessage());
        }
    }

    /**
     * Puts an answer in its place. The first answer stays: where the lease had run out and was taken over, that is this
     * one if the other holder has none yet, else the other's.
     *
     * @return what is stored now
     * @throws LedgerStoreException where the store does not say
     */
    synchronized LedgerEntry.Paid answer(Answer answer) {
        over = true;
        LedgerEntry.Paid done = new LedgerEntry.Paid(entry.holder(), entry.digest(), answer, entry.lapsed());
        String known = version;
        for (int round = 0; round < ROUNDS; round++) {
            if (store.write(name, done, known).isPresent()) {
                return done;
            }
            LedgerStore.Found found = store.read(name).orElse(null);
            if (found != null && found.entry() instanceof LedgerEntry.Paid stored) {
                return stored;
            }
            known = found == null ? null : found.version();
            done = found == null ? done : done.after(found.entry().lapsed());
        }
        throw new LedgerStoreException(false, new IllegalStateException("the entry never came to rest"));
    }

    /** Whether what is stored came from this lease's holder. */
    boolean isHolderOf(LedgerEntry.Paid stored) {
        return stored.holder().equals(entry.holder());
    }

    /**
     * Gives it back, unless somebody has taken it over.
     *
     * @throws LedgerStoreException where the store does not say
     */
    synchronized void release() {
        over = true;
        LedgerEntry.Released free = new LedgerEntry.Released(entry.lapsed());
        if (store.write(name, free, version).isEmpty() && own(Integer.MAX_VALUE)) {
            store.write(name, free, version);
        }
    }

    // A write whose response was lost has changed the version all the same.
    private boolean own(int latest) {
        LedgerStore.Found found = store.read(name).orElse(null);
        if (found != null
                && found.entry() instanceof LedgerEntry.Leased leased
                && leased.holder().equals(entry.holder())
                && leased.renewals() <= latest) {
            entry = leased;
            version = found.version();
            return true;
        }
        return false;
    }
}
