package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Tells from JSON text how much memory it will take, before anything is made of it, and as it comes in. Long texts take a
 * few times their bytes, but {@code {},} takes sixty times: so each value and each name counts for itself, too. What is no
 * JSON weighs something as well. Not for use by two threads.
 */
public final class JsonWeight {
    /**
     * What a comma, a colon or the beginning of an object or array counts, in bytes of text. Each makes nodes, entries or
     * slots of 60 to 130 bytes, with the copy that is translated; a byte of text takes five.
     */
    public static final int OF_A_VALUE = 30;

    private static final long HEAP_OF_A_NODE = 80;
    private static final long HEAP_OF_A_FIELD = 100;

    private long bytes;
    private long values;
    private boolean quoted;
    private boolean escaped;

    /**
     * Weighs a whole text.
     *
     * @param json UTF-8
     * @return its weight
     */
    public static JsonWeight of(byte[] json) {
        JsonWeight weight = new JsonWeight();
        weight.add(json, json.length);
        return weight;
    }

    /**
     * What a text weighs.
     *
     * @param json any text
     * @return as {@link #bytes} of it, with a character for a byte
     */
    public static long of(String json) {
        int length = json.length();
        long values = 0;
        boolean inText = false;
        for (int i = 0; i < length; i++) {
            char next = json.charAt(i);
            if (next == '"') {
                inText = !inText;
            } else if (inText) {
                i += next == '\\' ? 1 : 0;
            } else if (next == ',' || next == ':' || next == '{' || next == '[') {
                values++;
            }
        }
        return length + values * OF_A_VALUE;
    }

    /**
     * What a tree weighs: as much as its text would, about.
     *
     * @param node any tree
     * @return as {@link #bytes} of its text
     */
    public static long of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            // Not by its views: each object would keep those that it was once asked for.
            long[] weight = {0};
            object.forEachEntry((name, value) -> weight[0] += 2 * OF_A_VALUE + name.length() + of(value));
            return weight[0];
        }
        long weight = node.isTextual() ? node.textValue().length() : 0;
        for (int i = 0; i < node.size(); i++) {
            weight += OF_A_VALUE + of(node.path(i));
        }
        return weight;
    }

    /**
     * Weighs the next part of a text.
     *
     * @param part UTF-8, cut anywhere
     * @param length how much of it counts
     */
    public void add(byte[] part, int length) {
        boolean inText = quoted;
        boolean afterBackslash = escaped;
        long found = 0;
        for (int i = 0; i < length; i++) {
            byte next = part[i];
            if (inText) {
                if (afterBackslash) {
                    afterBackslash = false;
                } else if (next == '\\') {
                    afterBackslash = true;
                } else if (next == '"') {
                    inText = false;
                }
            } else if (next == '"') {
                inText = true;
            } else if (next == ',' || next == ':' || next == '{' || next == '[') {
                found++;
            }
        }
        quoted = inText;
        escaped = afterBackslash;
        values += found;
        bytes += length;
    }

    /**
     * About how many values and names there are, never fewer.
     *
     * @return one more than the commas, colons, objects and arrays
     */
    public long values() {
        return values + 1;
    }

    /**
     * The weight so far.
     *
     * @return as many bytes as a long text of the same need has
     */
    public long bytes() {
        return bytes + values * OF_A_VALUE;
    }

    /**
     * What a tree takes, about.
     *
     * @param node any tree
     * @return in bytes of the heap
     */
    public static long heap(JsonNode node) {
        long heap = HEAP_OF_A_NODE;
        if (node.isTextual()) {
            return heap + 2L * node.textValue().length();
        }
        for (JsonNode element : node) {
            heap += heap(element);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            heap += HEAP_OF_A_FIELD + field.getKey().length();
        }
        return heap;
    }
}
