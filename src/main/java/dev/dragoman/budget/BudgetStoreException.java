package dev.dragoman.budget;

import dev.dragoman.aws.SdkFailure;

/** The store of budgets could not be read or written, or it is not known whether it was. */
public final class BudgetStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /**
     * @param refused true if an operator has to act. False if the store is only out of reach
     * @param cause what the store's client threw, or what is wrong with what is stored
     */
    public BudgetStoreException(boolean refused, Throwable cause) {
        super(
                (refused ? "the budgets' store refuses (%s)" : "the budgets' store is out of reach (%s)")
                        .formatted(SdkFailure.words(cause)),
                cause);
        this.refused = refused;
    }

    /**
     * Whether an operator has to act.
     *
     * @return false if the store is only out of reach
     */
    public boolean isRefused() {
        return refused;
    }
}
