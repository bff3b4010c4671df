package dev.dragoman.budget;

/** Is told what happens to budgets. */
public interface BudgetEvents {
    /**
     * A write of this process has made what was spent more. No amount is told by two processes.
     *
     * @param budget which
     * @param stored its name with the period
     * @param before what was spent before, in micro-USD
     * @param after what is spent now
     */
    void spent(Budget budget, String stored, long before, long after);

    /**
     * A call was refused, since a budget does not hold it in this period any more.
     *
     * @param budget which
     * @param stored its name with the period
     */
    void usedUp(Budget budget, String stored);

    /**
     * A period is over, and this process has nothing more to tell of it.
     *
     * @param budget which
     * @param stored its name with the period
     * @param end what was spent in it
     */
    void ended(Budget budget, String stored, BudgetState end);
}
