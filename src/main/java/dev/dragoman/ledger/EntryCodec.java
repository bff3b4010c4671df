package dev.dragoman.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Excerpt;
import dev.dragoman.json.Json;
import dev.dragoman.json.RecordMapper;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.BatchReceipt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.PartsReceipt;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderReply;
import dev.dragoman.outcome.Receipt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * Entries as JSON. The records are the format: renaming a component renames a stored field, which entries that are
 * already stored do not have. What is special about the records of other packages is said here, since they know nothing
 * of the ledger.
 */
@RegisterForReflection(
        targets = {
            LedgerEntry.class,
            LedgerEntry.Leased.class,
            LedgerEntry.Released.class,
            LedgerEntry.Paid.class,
            LedgerEntry.PaidAnswer.class,
            Outcome.class,
            Outcome.Answered.class,
            Outcome.Completed.class,
            Outcome.Truncated.class,
            Outcome.Refused.class,
            Outcome.Failed.class,
            Outcome.Rejected.class,
            Outcome.Expired.class,
            Problem.class,
            ProviderReply.class,
            Receipt.class,
            Receipt.Source.class,
            Receipt.SentRequest.class,
            Receipt.LedgerUse.class,
            Receipt.Call.class,
            Receipt.End.class,
            Cost.class,
            PartsReceipt.class,
            BatchReceipt.class,
            BatchReceipt.Unfinished.class,
            PartsReceipt.Line.class,
            Excerpt.class,
            Excerpt.DocumentPart.class,
            Excerpt.Answers.class,
            Excerpt.PartAnswer.class,
            Excerpt.Span.class,
            Excerpt.Text.class,
            Excerpt.Unit.class,
            Endpoint.class,
            EntryCodec.OutcomeFormat.class,
            EntryCodec.FailedFormat.class,
            EntryCodec.ProblemFormat.class,
            EntryCodec.ReceiptFormat.class,
            EntryCodec.CallFormat.class,
            EntryCodec.EndFormat.class,
            EntryCodec.CostFormat.class,
            EntryCodec.EndpointFormat.class
        })
final class EntryCodec {
    private static final RecordMapper RECORDS = new RecordMapper(Map.of(
            Outcome.class, OutcomeFormat.class,
            Outcome.Failed.class, FailedFormat.class,
            Problem.class, ProblemFormat.class,
            Receipt.class, ReceiptFormat.class,
            Receipt.Call.class, CallFormat.class,
            Receipt.End.class, EndFormat.class,
            Cost.class, CostFormat.class,
            Endpoint.class, EndpointFormat.class));

    private EntryCodec() {}

    static byte[] write(LedgerEntry entry) {
        return RECORDS.bytes(entry);
    }

    /**
     * Reads an entry. What can't be read is a failure of the store, and never an entry without an answer: the call would
     * be paid for again.
     *
     * @throws LedgerStoreException if this is not an entry, or not one of this version
     */
    static LedgerEntry read(byte[] bytes) {
        if (!(Json.readLenient(bytes) instanceof Json.Result.Value value)
                || version(value.node()) != LedgerEntry.VERSION) {
            throw new LedgerStoreException(true, new IllegalStateException("an entry is not of this ledger's version"));
        }
        try {
            return RECORDS.read(value.node(), LedgerEntry.class);
        } catch (RuntimeException malformed) {
            throw new LedgerStoreException(true, malformed);
        }
    }

    private static int version(JsonNode json) {
        return json.path("version").asInt();
    }

    /** Outcomes are told apart by their labels. One that is retryable is never stored. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "label")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Outcome.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = Outcome.Truncated.class, name = "truncated"),
        @JsonSubTypes.Type(value = Outcome.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Outcome.Rejected.class, name = "rejected"),
        @JsonSubTypes.Type(value = Outcome.Expired.class, name = "expired")
    })
    interface OutcomeFormat {}

    interface FailedFormat {
        @JsonUnwrapped
        Problem problem();
    }

    /** What HTTP callers are told in the provider's words is told once, to those who asked first. */
    @JsonIgnoreProperties("reply")
    interface ProblemFormat {}

    /**
     * Parts that are null are left out. So is the ledger's own part, which is made anew for everyone who reads the entry, and what
     * only whole documents have, which are no entries.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties({"entry", "parts", "batch"})
    interface ReceiptFormat {}

    /** A call that is paid for once is stored as it always was. Its last request brought the answer that is stored. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties("lastMayBePaid")
    interface CallFormat {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean mayBePaidTwice();
    }

    /** An end without doubt is stored as it always was. */
    interface EndFormat {
        @JsonInclude(JsonInclude.Include.NON_NULL)
        String doubt();
    }

    /** What says nothing is left out. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    interface CostFormat {}

    interface EndpointFormat {
        @JsonValue
        String label();
    }
}
