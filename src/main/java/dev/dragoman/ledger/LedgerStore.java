package dev.dragoman.ledger;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger keeps its entries: one under each name, with conditional writes. The protocol needs no more. What an
 * entry means is known to {@link LeaseProtocol} and {@link Lease}.
 */
public interface LedgerStore {
    /**
     * An entry as it is stored.
     *
     * @param entry the entry
     * @param version changes with every write
     * @param age the time since it was written, by the store's own clock; a store may tell it to the second only
     */
    record Found(LedgerEntry entry, String version, Duration age) {}

    /**
     * Reads an entry.
     *
     * @param name its name
     * @return empty if there is none
     * @throws LedgerStoreException if the store can't be read, or what is stored is no entry
     */
    Optional<Found> read(String name);

    /**
     * Writes an entry, if what is stored is still what the writer has seen.
     *
     * @param name its name
     * @param entry the new entry
     * @param known the version that the writer has seen; null if there must be no entry yet
     * @return the new version; empty if another writer was faster and nothing was written
     * @throws LedgerStoreException if it is not known whether the entry was written
     */
    Optional<String> write(String name, LedgerEntry entry, @Nullable String known);

    /**
     * The same store, for a step that has to be done within a time.
     *
     * @param time for all reads and writes of the step together
     * @return a store that fails once the time is over; this one if it takes no time anyway
     */
    default LedgerStore within(Duration time) {
        return this;
    }

    /**
     * Tries out, unless it is known, whether the conditions of writes are honoured, without which asks are paid for twice; may
     * block.
     *
     * @return false if the store ignores them
     * @throws LedgerStoreException if that can't be tried out
     */
    default boolean honoursConditions() {
        return true;
    }

    /**
     * Whether reading and writing block longer than a lock does.
     *
     * @return true if they must not be called on an event loop
     */
    boolean blocks();
}
