package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tool call of a chat completion a piece belongs to. The index says it, but some servers leave it out, and some
 * give each call the same: then the id tells calls apart. A piece without an id belongs to the last call of its index, or
 * without an index to the last call of all.
 */
public final class CallPieces {
    /**
     * A call.
     *
     * @param index the index that its pieces have; the next free one if they have none
     * @param repetition how many calls before it have the same index
     */
    public record CallKey(int index, int repetition) implements Comparable<CallKey> {
        @Override
        public int compareTo(CallKey other) {
            int byIndex = Integer.compare(index, other.index);
            return byIndex == 0 ? Integer.compare(repetition, other.repetition) : byIndex;
        }
    }

    /** The first id of each call; empty as long as it has none. */
    private final Map<CallKey, String> ids = new LinkedHashMap<>();

    private final Map<Integer, CallKey> lastOfIndex = new HashMap<>();
    private @Nullable CallKey last;

    /** Starts without any call. */
    public CallPieces() {}

    /**
     * Finds the call of the next piece.
     *
     * @param piece an element of {@code tool_calls}
     * @return its call, perhaps a new one
     */
    public CallKey callOf(JsonNode piece) {
        String id = piece.path("id").asText("");
        CallKey key = hasIndex(piece) ? callOf(piece.path("index").intValue(), id, isNamed(piece)) : callOf(id);
        ids.merge(key, id, (known, another) -> known.isEmpty() ? another : known);
        lastOfIndex.put(key.index(), key);
        last = key;
        return key;
    }

    // Some servers make up another id for every piece, but only the first one has a name.
    private CallKey callOf(int index, String id, boolean isNamed) {
        CallKey before = lastOfIndex.get(index);
        if (before == null) {
            return new CallKey(index, 0);
        }
        if (id.isEmpty() || ids.getOrDefault(before, "").isEmpty()) {
            return before;
        }
        return ids.keySet().stream()
                .filter(key -> key.index() == index && id.equals(ids.get(key)))
                .findFirst()
                .orElseGet(() -> isNamed ? new CallKey(index, repetitions(index)) : before);
    }

    private int repetitions(int index) {
        return (int) ids.keySet().stream().filter(key -> key.index() == index).count();
    }

    private CallKey callOf(String id) {
        if (id.isEmpty()) {
            return last == null ? new CallKey(0, 0) : last;
        }
        Optional<CallKey> known =
                ids.keySet().stream().filter(key -> id.equals(ids.get(key))).findFirst();
        return known.orElseGet(() -> new CallKey(nextIndex(), 0));
    }

    private int nextIndex() {
        return ids.keySet().stream().mapToInt(CallKey::index).max().orElse(-1) + 1;
    }

    /** Whether an element of an array says which one it belongs to. */
    static boolean hasIndex(JsonNode element) {
        JsonNode index = element.path("index");
        return index.isIntegralNumber() && index.canConvertToInt();
    }

    private static boolean isNamed(JsonNode piece) {
        return !piece.path("function").path("name").asText("").isEmpty()
                || !piece.path("custom").path("name").asText("").isEmpty();
    }
}
