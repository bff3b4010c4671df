package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Duration;

/** What the ledger keeps of an ask. */
public sealed interface Entry {
    /**
     * Somebody is about to pay, or has paid and is about to write the answer.
     *
     * @param holder whose lease it is; another for each lease
     * @param digest of what was asked
     * @param length how long the lease lasts from when it was written, by the store's clock
     * @param renewals how often it was renewed: each writing has to differ, since S3's entity tag is one of the content
     */
    record Leased(String holder, String digest, Duration length, int renewals) implements Entry {
        /** The same lease from now on. */
        Leased renewed() {
            return new Leased(holder, digest, length, renewals + 1);
        }
    }

    /** Given back: nobody has paid, whoever comes next may. */
    record Free() implements Entry {}

    /**
     * Paid and answered.
     *
     * @param holder whose lease it was
     * @param digest of what was asked
     * @param answer what later asks are answered
     * @param mayBePaidTwice whether an earlier lease ran out in flight
     */
    record Done(String holder, String digest, Answer answer, boolean mayBePaidTwice) implements Entry {}
}
