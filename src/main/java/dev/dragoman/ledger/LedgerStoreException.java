package dev.dragoman.ledger;

/** The store did not do what it was asked to, or did not say so. */
public final class LedgerStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /**
     * @param refused whether an operator has to act, because the store is not there or does not permit it; else it is
     *     just now out of reach
     * @param cause what the store's client threw
     */
    public LedgerStoreException(boolean refused, Throwable cause) {
        super(refused ? "the ledger's store refuses" : "the ledger's store is out of reach", cause);
        this.refused = refused;
    }

    boolean isRefused() {
        return refused;
    }
}
