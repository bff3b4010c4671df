package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A lease of ours, from when it was taken until it is ended. Renewing and ending it never overlap. */
final class Lease {
    private static final Logger LOG = Logger.getLogger(Lease.class);

    private final LedgerStore store;
    private final String name;
    private Entry.Leased entry;
    private String version;
    private boolean over;

    /**
     * @param store where it lies
     * @param name the entry's name
     * @param entry what was written
     * @param version the store's version of it
     */
    Lease(LedgerStore store, String name, Entry.Leased entry, String version) {
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
        Entry.Leased next = entry.renewed();
        try {
            Optional<String> written = store.write(name, next, version);
            if (written.isPresent()) {
                entry = next;
                version = written.get();
            } else {
                own(next.renewals());
            }
        } catch (StoreFailure away) {
            LOG.warnf("The lease %s could not be renewed: %s", name, away.getMessage());
        }
    }

    /** What it leaves behind when it is answered. */
    synchronized Entry.Done answered(Answer answer) {
        return new Entry.Done(entry.holder(), entry.digest(), answer, entry.lapsed());
    }

    /** What it leaves behind when it is given back. */
    synchronized Entry.Free freed() {
        return new Entry.Free(entry.lapsed());
    }

    /**
     * Puts something in its place, unless somebody has taken it over.
     *
     * @return whether it is written
     * @throws StoreFailure where the store does not say
     */
    synchronized boolean end(Entry with) {
        over = true;
        return store.write(name, with, version).isPresent() || (own(Integer.MAX_VALUE) && write(with));
    }

    private boolean write(Entry with) {
        return store.write(name, with, version).isPresent();
    }

    // A write whose response was lost has changed the version all the same.
    private boolean own(int latest) {
        LedgerStore.Found found = store.read(name).orElse(null);
        if (found != null
                && found.entry() instanceof Entry.Leased leased
                && leased.holder().equals(entry.holder())
                && leased.renewals() <= latest) {
            entry = leased;
            version = found.version();
            return true;
        }
        if (found != null
                && found.entry() instanceof Entry.Done done
                && done.holder().equals(entry.holder())) {
            version = found.version();
            return true;
        }
        return false;
    }
}
