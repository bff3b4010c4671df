package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Instant;

/** Where the ledger keeps its entries. Every operation is atomic for its key. */
public interface LedgerStore {
    /** What taking a lease came to. */
    sealed interface Lease {
        /** It is taken: the caller may pay, and has to complete or release. */
        record Taken() implements Lease {}

        /**
         * Somebody else holds it.
         *
         * @param until when it runs out
         */
        record Held(Instant until) implements Lease {}

        /**
         * The ask is answered.
         *
         * @param answer what was stored
         */
        record Done(Answer answer) implements Lease {}
    }

    /**
     * Takes the lease of a key, unless it is held or done.
     *
     * @param key the ledger key
     * @param now the time
     * @param until when the lease runs out, unless completed or released
     * @return whose it is
     */
    Lease take(String key, Instant now, Instant until);

    /**
     * Stores the answer in place of the lease.
     *
     * @param key the ledger key
     * @param answer what later asks with the same key are answered
     */
    void complete(String key, Answer answer);

    /**
     * Gives the lease back, so that the ask can be tried again.
     *
     * @param key the ledger key
     */
    void release(String key);
}
