package dev.dragoman.ledger;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the ledger keeps its entries: a register for each name, with conditional writes. That is all that the protocol
 * needs; what entries mean is for {@link Ledger} to know.
 */
public interface LedgerStore {
    /**
     * An entry as it lies there.
     *
     * @param entry what it says
     * @param version changes with every write
     * @param age the time since it was written, by the store's own clock
     */
    record Found(LedgerEntry entry, String version, Duration age) {}

    /**
     * Reads an entry.
     *
     * @param name its name
     * @return empty where there is none
     * @throws LedgerStoreException where the store can't be read
     */
    Optional<Found> read(String name);

    /**
     * Writes an entry where it is still as the writer knows it.
     *
     * @param name its name
     * @param entry what it says from now on
     * @param known the version that the writer has seen; null where it has seen none, and there has to be none
     * @return the new version; empty where somebody else was faster, and nothing was written
     * @throws LedgerStoreException where it is not known whether it was written
     */
    Optional<String> write(String name, LedgerEntry entry, @Nullable String known);

    /**
     * Whether reading and writing block for longer than a lock.
     *
     * @return true where they must not be called on an event loop
     */
    boolean blocks();
}
