package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Duration;

/**
 * Entries as JSON. What can't be read is a failure of the store and never an empty register: a call would be paid again.
 */
final class EntryCodec {
    /** Changes when an older program could misread what a newer one wrote. */
    private static final int VERSION = 1;

    private EntryCodec() {}

    static ObjectNode write(LedgerEntry entry) {
        ObjectNode json = Json.object().put("version", VERSION);
        if (entry instanceof LedgerEntry.Leased leased) {
            return json.put("state", "leased")
                    .put("holder", leased.holder())
                    .put("digest", leased.digest())
                    .put("leaseMillis", leased.length().toMillis())
                    .put("renewals", leased.renewals())
                    .put("lapsed", leased.lapsed());
        }
        if (entry instanceof LedgerEntry.Paid done) {
            json.put("state", "done")
                    .put("holder", done.holder())
                    .put("digest", done.digest())
                    .put("lapsed", done.lapsed());
            json.set("answer", AnswerCodec.write(done.answer()));
            return json;
        }
        return json.put("state", "free").put("lapsed", entry.lapsed());
    }

    static LedgerEntry read(byte[] bytes) {
        try {
            if (Json.readLenient(bytes) instanceof Json.Result.Value value
                    && value.node() instanceof ObjectNode json
                    && json.path("version").asInt() == VERSION) {
                return read(json);
            }
        } catch (RuntimeException malformed) {
            throw new LedgerStoreException(true, malformed);
        }
        throw new LedgerStoreException(true, new IllegalStateException("an entry is not of this ledger's version"));
    }

    private static LedgerEntry read(ObjectNode json) {
        return switch (json.path("state").asText()) {
            case "free" -> new LedgerEntry.Released(json.path("lapsed").intValue());
            case "leased" ->
                new LedgerEntry.Leased(
                        Fields.text(json, "holder"),
                        Fields.text(json, "digest"),
                        Duration.ofMillis(json.path("leaseMillis").longValue()),
                        json.path("renewals").intValue(),
                        json.path("lapsed").intValue());
            case "done" ->
                new LedgerEntry.Paid(
                        Fields.text(json, "holder"),
                        Fields.text(json, "digest"),
                        AnswerCodec.read(Fields.object(json, "answer")),
                        json.path("lapsed").intValue());
            default -> throw new IllegalStateException("an entry's state is unknown");
        };
    }
}
