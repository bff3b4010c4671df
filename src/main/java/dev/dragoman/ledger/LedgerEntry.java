package dev.dragoman.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;

/** What the ledger keeps of an ask. {@link EntryCodec} stores it as JSON, so the names here are those of stored fields. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LedgerEntry.Leased.class, name = "leased"),
    @JsonSubTypes.Type(value = LedgerEntry.Released.class, name = "free"),
    @JsonSubTypes.Type(value = LedgerEntry.Paid.class, name = "done")
})
public sealed interface LedgerEntry {
    /** Raised when an older program could misread what a newer one writes. */
    int VERSION = 1;

    /**
     * The version of the stored form.
     *
     * @return always {@link #VERSION}: an entry of another version is not read
     */
    @JsonProperty
    default int version() {
        return VERSION;
    }

    /**
     * How many leases ended without an answer although their call may have been paid for: they ran out, or were given back
     * after a call that broke off.
     *
     * @return the number that bounds what was paid for beyond the answer
     */
    int lapsed();

    /**
     * The holder is about to pay, or has paid and is about to store the answer.
     *
     * @param holder names the lease; every lease has a name of its own
     * @param digest of what is asked
     * @param length how long the lease lasts from when it was written, by the store's clock
     * @param renewals how often it was renewed. It makes the content of each write differ, because S3 derives the entity
     *     tag, which is the entry's version, from the content
     * @param lapsed how many earlier leases ran out
     */
    record Leased(
            String holder,
            String digest,

            @JsonProperty("leaseMillis") @JsonFormat(shape = JsonFormat.Shape.NUMBER, pattern = "MILLIS")
            Duration length,

            int renewals,
            int lapsed)
            implements LedgerEntry {
        /** The same lease, starting anew. */
        Leased renewed() {
            return new Leased(holder, digest, length, renewals + 1, lapsed);
        }

        /** The same lease, with this number of earlier leases that ran out. */
        Leased after(int lapses) {
            return new Leased(holder, digest, length, renewals, lapses);
        }
    }

    /**
     * Given back without an answer: the next ask may take the lease.
     *
     * @param lapsed how many leases ended so far although their call may have been paid for
     */
    record Released(int lapsed) implements LedgerEntry {}

    /**
     * Paid and answered.
     *
     * @param holder names the lease under which it was paid
     * @param digest of what was asked
     * @param answer what every later ask is answered with
     * @param lapsed how many earlier leases ran out
     */
    record Paid(String holder, String digest, PaidAnswer answer, int lapsed) implements LedgerEntry {
        /** The same answer, with this number of earlier leases that ran out. */
        Paid after(int lapses) {
            return new Paid(holder, digest, answer, lapses);
        }

        // Earlier programs stored rejections that somebody has repaired since. They count as given back.
        boolean stands(boolean ofPart) {
            return answer.outcome().isKept(ofPart);
        }
    }

    /**
     * An answer without its ask: it is given to other asks.
     *
     * @param outcome what became of the first ask
     * @param receipt what was paid for
     */
    record PaidAnswer(Outcome outcome, Receipt receipt) {
        /** The stored part of an answer. */
        static PaidAnswer of(Answer answer) {
            return new PaidAnswer(answer.outcome(), answer.receipt());
        }
    }
}
