package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an ask is called in the ledger (design section 5). If the caller chose the id, the name is made of the id alone,
 * whatever is asked, so that another ask under the same id is noticed by its digest. If a queue or a bucket gave the id,
 * the name is also made of what is sent: with a new prompt or another model it is another ask. Both are SHA-256 in hex.
 *
 * @param name the entry's name
 * @param digest of what is asked
 * @param ofPart whether the ask is about a part of a long document
 */
record LedgerKey(String name, String digest, boolean ofPart) {
    /** Whether the ask has an identity, by which it is recognised if it is delivered again. */
    static boolean isKnown(StageResult.Continue<Payload> open) {
        return open.ask().identity() != null
                || (open.ask().door().identifiesAsksByDocument()
                        && open.receipt().source() != null);
    }

    /** The key of a piece of work that is no ask. */
    static LedgerKey ofWork(String work) {
        String name = hash(TextNode.valueOf("work:" + work));
        return new LedgerKey(name, name, false);
    }

    /** The key of an ask that {@link #isKnown}. */
    static LedgerKey of(StageResult.Continue<Payload> open) {
        Ask ask = open.ask();
        String identity = Objects.requireNonNullElseGet(ask.identity(), () -> objectRead(open));
        if (ask.hasChosenId()) {
            return new LedgerKey(hash(TextNode.valueOf(identity)), hash(asked(ask.content())), ask.isOfPart());
        }
        String everything = hash(identity, open.value(), open.receipt().source());
        return new LedgerKey(everything, everything, ask.isOfPart());
    }

    private static String objectRead(StageResult.Continue<Payload> open) {
        Receipt.Source source = Objects.requireNonNull(open.receipt().source());
        S3Location location = new S3Location(source.bucket(), source.key());
        return open.ask().door().identity(location.objectName(source.versionId(), source.eTag()));
    }

    // As it came, and not as it is sent: it stays the same ask if settings have changed since.
    private static JsonNode asked(Content content) {
        ObjectNode asked = Json.object();
        return canonical(
                content.match(
                        request -> asked.put("endpoint", request.endpoint().label())
                                .set("body", request.body()),
                        document ->
                                asked.put("document", document.location().uri()).put("prompt", document.prompt()),
                        malformed -> asked),
                Map.of());
    }

    /** A hash of all that is sent. A presigned URL counts as the object it stands for. */
    static String hash(String identity, Payload payload, Receipt.@Nullable Source source) {
        ArrayNode parts = JsonNodeFactory.instance
                .arrayNode()
                .add(identity)
                .add(payload.endpoint().label())
                .add(payload.model())
                .add(source == null ? "" : source.promptVersion());
        parts.add(canonical(payload.body(), payload.identities()));
        return hash(parts);
    }

    private static String hash(JsonNode parts) {
        return Sha256.hex(Json.bytes(parts));
    }

    // The order of an object's members does not count.
    private static JsonNode canonical(JsonNode node, Map<String, String> identities) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), canonical(member.getValue(), identities)));
            ObjectNode sorted = Json.object();
            sorted.setAll(members);
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(canonical(element, identities)));
            return array;
        }
        String identity = node.isTextual() ? identities.get(node.textValue()) : null;
        return identity == null ? node : TextNode.valueOf(identity);
    }
}
