package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.payload.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key of an ask in the ledger (design section 5): SHA-256 over its identity, endpoint, model, body and prompt
 * version. Object members count in any order, and a presigned URL counts as the object it stands for.
 */
final class LedgerKey {
    private LedgerKey() {}

    static String of(String identity, Payload payload, Receipt.@Nullable Source source) {
        ArrayNode parts = JsonNodeFactory.instance
                .arrayNode()
                .add(identity)
                .add(payload.endpoint().label())
                .add(payload.model())
                .add(source == null ? "" : source.promptVersion());
        parts.add(canonical(payload.body(), payload.identities()));
        return hash(parts);
    }

    static String of(String identity) {
        return hash(TextNode.valueOf(identity));
    }

    static String of(ObjectNode asked) {
        return hash(canonical(asked, Map.of()));
    }

    private static String hash(JsonNode parts) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.bytes(parts)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

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
