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
     * @param fits false if the call may cost more than all of the budget, so that this says nothing of what is left of it
     */
    void refused(Budget budget, String stored, boolean fits);

    /**
     * A period is over, and this process has nothing more to tell of it.
     *
     * @param budget which
     * @param stored its name with the period
     * @param end what was spent in it
     */
    void ended(Budget budget, String stored, BudgetState end);
}
