package dev.dragoman.budget;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the states of budgets are kept: one under each name, with conditional writes. {@link Purse} tells what is written. */
public interface BudgetStore {
    /**
     * What is stored.
     *
     * @param state new if nothing is stored yet
     * @param version changes with every write; null if nothing is stored yet
     * @param now the store's time, in milliseconds since 1970
     */
    record FoundBudget(BudgetState state, @Nullable String version, long now) {}

    /**
     * Reads the state of a budget in a period.
     *
     * @param name the budget's and the period's
     * @return what is stored
     * @throws BudgetStoreException if the store can't be read, or what is stored is no such state
     */
    FoundBudget read(String name);

    /**
     * Writes a state, if what is stored is still what the writer has seen.
     *
     * @param name the budget's and the period's
     * @param state the new one
     * @param known the version that the writer has seen; null if nothing must be stored yet
     * @return the new version; empty if another writer was faster
     * @throws BudgetStoreException if it is not known whether the state was written
     */
    Optional<String> write(String name, BudgetState state, @Nullable String known);

    /**
     * The same store, for a step that has to be done within a time.
     *
     * @param time for all reads and writes of the step together
     * @return a store that fails once the time is over; this one if it takes no time anyway
     */
    default BudgetStore within(Duration time) {
        return this;
    }

    /**
     * Whether other processes share it.
     *
     * @return true if reading and writing block, and must not be done on an event loop
     */
    boolean isShared();
}
