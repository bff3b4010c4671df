package dev.dragoman.ledger;

import dev.dragoman.aws.SdkFailure;

/** The store could not be read or written, or it is not known whether it was. */
public final class LedgerStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /**
     * @param refused true if an operator has to act: the store is missing, does not permit the access, or holds something
     *     else. False if it is only out of reach
     * @param cause what the store's client threw, or what is wrong with what is stored
     */
    public LedgerStoreException(boolean refused, Throwable cause) {
        super(
                (refused ? "the ledger's store refuses (%s)" : "the ledger's store is out of reach (%s)")
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
