package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Duration;

/** What the ledger keeps of an ask. */
public sealed interface LedgerEntry {
    /**
     * How many leases have run out in flight.
     *
     * @return each may have been paid for
     */
    int lapsed();

    /**
     * Somebody is about to pay, or has paid and is about to write the answer.
     *
     * @param holder whose lease it is; another for each lease
     * @param digest of what was asked
     * @param length how long the lease lasts from when it was written, by the store's clock
     * @param renewals how often it was renewed: each writing has to differ, since S3's entity tag is one of the content
     * @param lapsed how many leases before it ran out in flight
     */
    record Leased(String holder, String digest, Duration length, int renewals, int lapsed) implements LedgerEntry {
        /** The same lease from now on. */
        Leased renewed() {
            return new Leased(holder, digest, length, renewals + 1, lapsed);
        }

        /** The same lease, after others that ran out. */
        Leased after(int lapses) {
            return new Leased(holder, digest, length, renewals, lapses);
        }
    }

    /**
     * Given back: its holder has not paid, whoever comes next may.
     *
     * @param lapsed how many leases ran out in flight until then
     */
    record Released(int lapsed) implements LedgerEntry {}

    /**
     * Paid and answered.
     *
     * @param holder whose lease it was
     * @param digest of what was asked
     * @param answer what later asks are answered
     * @param lapsed how many earlier leases ran out in flight
     */
    record Paid(String holder, String digest, Answer answer, int lapsed) implements LedgerEntry {
        /** The same answer, where more leases ran out than its holder knew. */
        Paid after(int lapses) {
            return new Paid(holder, digest, answer, lapses);
        }
    }
}
