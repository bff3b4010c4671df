package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was paid for (design section 3). Each stage adds its part; a part is null until its stage is reached. The ledger
 * stores receipts with these components as fields, so a component can't be renamed without losing what is stored.
 *
 * @param ask the ask's id
 * @param started when the ask came in
 * @param source the document, from the document stage; null for asks without one
 * @param sent what was sent, from the payload stage
 * @param entry the ledger's part; null if the ask has no identity to pay once for
 * @param call the call, from the model stage
 * @param end how it ended
 * @param parts the parts in which a long document was read; null for anything else. It is never stored
 * @param batch what became of a batch file; null for anything else. It is never stored
 * @param cost what was spent on this ask, all its requests together; null if none was sent
 */
public record Receipt(
        String ask,
        Instant started,
        @Nullable Source source,
        @Nullable SentRequest sent,
        @Nullable LedgerUse entry,
        @Nullable Call call,
        @Nullable End end,
        @Nullable PartsReceipt parts,
        @Nullable BatchReceipt batch,
        @Nullable Cost cost) {
    /** The receipt of an ask that is answered in one. */
    public Receipt(
            String ask,
            Instant started,
            @Nullable Source source,
            @Nullable SentRequest sent,
            @Nullable LedgerUse entry,
            @Nullable Call call,
            @Nullable End end) {
        this(ask, started, source, sent, entry, call, end, null, null, null);
    }

    /**
     * The document and the rule that was applied to it.
     *
     * @param bucket its bucket
     * @param key its key
     * @param versionId its version; null in a bucket without versions
     * @param eTag its entity tag, without quotes
     * @param size in bytes
     * @param contentType as sniffed
     * @param sha256 of its bytes, in hex; null if it was not read whole
     * @param rule the name of the configured rule
     * @param prompt the prompt's name, or {@code ask} if the ask brought its own
     * @param promptVersion the first 12 hex digits of the prompt's SHA-256
     */
    public record Source(
            String bucket,
            String key,
            @Nullable String versionId,
            @Nullable String eTag,
            long size,
            String contentType,
            @Nullable String sha256,
            String rule,
            String prompt,
            String promptVersion) {}

    /**
     * What went to the provider.
     *
     * @param endpoint the endpoint called
     * @param model the model asked for
     * @param adjustments each change to the caller's request, and to the events of the answer, in words
     */
    public record SentRequest(Endpoint endpoint, String model, List<String> adjustments) {
        public SentRequest {
            adjustments = List.copyOf(adjustments);
        }
    }

    /**
     * The ledger's part.
     *
     * @param key the ask's key in the ledger
     * @param replayed true if this answer had been stored before and was not paid for again
     * @param lapsed how many earlier leases ended without an answer although their call may have been paid for
     */
    public record LedgerUse(String key, boolean replayed, int lapsed) {}

    /**
     * The call.
     *
     * @param attempts how many requests were sent to the provider
     * @param waited the time spent between them
     * @param took the time from the first request to the end of the answer, waits included
     * @param firstEvent the time from the first request to the first event of a stream; null if the answer came whole
     *     or did not come
     * @param mayBePaidTwice whether a request was sent again although the one before may have been paid for
     * @param lastMayBePaid whether the last request may have been paid for. If the ask is to be tried again later, that pays
     *     a second time
     */
    public record Call(
            int attempts,
            Duration waited,
            Duration took,
            @Nullable Duration firstEvent,
            boolean mayBePaidTwice,
            boolean lastMayBePaid) {
        /** A call that is paid for once. */
        public Call(int attempts, Duration waited, Duration took, @Nullable Duration firstEvent) {
            this(attempts, waited, took, firstEvent, false, false);
        }
    }

    /**
     * How it ended.
     *
     * @param finished when
     * @param outcome the outcome's label
     * @param finishReason the provider's; null if there is no answer
     * @param model the model that answered, as the provider says; null if it does not say
     * @param usage as the provider reported it, or an {@link UsageEstimate}; null if there is neither
     * @param doubt why the answer may be about nothing, in words; null if there is no doubt
     */
    public record End(
            Instant finished,
            String outcome,
            @Nullable String finishReason,
            @Nullable String model,
            @Nullable JsonNode usage,
            @Nullable String doubt) {
        /** An end without doubt. */
        public End(
                Instant finished,
                String outcome,
                @Nullable String finishReason,
                @Nullable String model,
                @Nullable JsonNode usage) {
            this(finished, outcome, finishReason, model, usage, null);
        }
    }

    /**
     * The receipt of an ask that has just come in.
     *
     * @param ask its id
     * @param started when
     * @return a receipt without any stage's part
     */
    public static Receipt open(String ask, Instant started) {
        return new Receipt(ask, started, null, null, null, null, null);
    }

    /** Adds the document's part. */
    public Receipt with(Source part) {
        return new Receipt(ask, started, part, sent, entry, call, end, parts, batch, cost);
    }

    /** Adds the payload's part. */
    public Receipt with(SentRequest part) {
        return new Receipt(ask, started, source, part, entry, call, end, parts, batch, cost);
    }

    /** Adds changes to those that the payload's part lists. */
    public Receipt adjusted(List<String> changes) {
        if (sent == null || changes.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(sent.adjustments());
        all.addAll(changes);
        return with(new SentRequest(sent.endpoint(), sent.model(), all));
    }

    /** Whether the answer was found in the ledger, and not called for. */
    public boolean isFromLedger() {
        return entry != null && entry.replayed();
    }

    /** Adds the ledger's part. */
    public Receipt with(LedgerUse part) {
        return new Receipt(ask, started, source, sent, part, call, end, parts, batch, cost);
    }

    /** Adds the call's part. */
    public Receipt with(Call part) {
        return new Receipt(ask, started, source, sent, entry, part, end, parts, batch, cost);
    }

    /** Adds how it ended. */
    public Receipt with(End part) {
        return new Receipt(ask, started, source, sent, entry, call, part, parts, batch, cost);
    }

    /** Adds the parts of a long document. */
    public Receipt with(PartsReceipt part) {
        return new Receipt(ask, started, source, sent, entry, call, end, part, batch, cost);
    }

    /** Adds what became of a batch file. */
    public Receipt with(BatchReceipt part) {
        return new Receipt(ask, started, source, sent, entry, call, end, parts, part, cost);
    }

    /** Adds what was spent. */
    public Receipt with(Cost part) {
        return new Receipt(ask, started, source, sent, entry, call, end, parts, batch, part);
    }

    /**
     * Whether its cost is the sum of other asks' costs, each of which has a receipt of its own.
     *
     * @return true for a document that was read in parts
     */
    public boolean isSum() {
        return parts != null;
    }

    /**
     * The receipt of an answer out of the ledger: the one that was stored, for which nothing is spent now.
     *
     * @param use the ledger's part
     * @return with a cost of 0 that tells what the answer had cost
     */
    public Receipt replayed(LedgerUse use) {
        return with(use).with(Cost.replayed(cost));
    }

    /**
     * The receipt as it is delivered. Parts that are null are left out.
     *
     * @return a new tree
     */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("ask", ask);
        if (entry != null) {
            json.put("key", entry.key()).put("fromLedger", entry.replayed());
            if (entry.lapsed() > 0) {
                json.put("mayBePaidTwice", true).put("lapsedLeases", entry.lapsed());
            }
        }
        if (source != null) {
            write(source, json);
        }
        if (sent != null) {
            json.put("endpoint", sent.endpoint().label());
            json.putObject("model").put("asked", sent.model());
            ArrayNode adjustments = json.putArray("adjustments");
            sent.adjustments().forEach(adjustments::add);
        }
        if (call != null) {
            json.put("attempts", call.attempts())
                    .put("waitedMillis", call.waited().toMillis())
                    .put("tookMillis", call.took().toMillis());
            if (call.mayBePaidTwice()) {
                json.put("mayBePaidTwice", true);
            }
            if (call.firstEvent() != null) {
                json.put("firstEventMillis", call.firstEvent().toMillis());
            }
        }
        if (cost != null) {
            json.set("cost", cost.json());
        }
        json.put("started", started.toString());
        if (parts != null) {
            parts.addTo(json);
        }
        if (batch != null) {
            batch.addTo(json);
        }
        if (end != null) {
            write(end, json);
        }
        return json;
    }

    private static void write(Source source, ObjectNode json) {
        ObjectNode document = json.putObject("document")
                .put("bucket", source.bucket())
                .put("key", source.key())
                .put("size", source.size())
                .put("contentType", source.contentType());
        putIfPresent(document, "versionId", source.versionId());
        putIfPresent(document, "eTag", source.eTag());
        putIfPresent(document, "sha256", source.sha256());
        json.put("rule", source.rule());
        json.putObject("prompt").put("name", source.prompt()).put("version", source.promptVersion());
    }

    private static void write(End end, ObjectNode json) {
        json.put("finished", end.finished().toString()).put("outcome", end.outcome());
        putIfPresent(json, "finishReason", end.finishReason());
        if (end.model() != null) {
            json.withObject("/model").put("answered", end.model());
        }
        if (end.usage() != null) {
            json.set("usage", end.usage());
        }
        putIfPresent(json, "doubt", end.doubt());
    }

    private static void putIfPresent(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
