package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/**
 * Halves of surrogate pairs, as {@code "\ud83d"} without what follows makes them: JSON's grammar lets them pass, but they
 * are no characters, and what the next reader makes of them is anyone's guess (RFC 8259 section 8.2).
 */
final class LoneSurrogates {
    private static final char REPLACEMENT = '\uFFFD';

    private LoneSurrogates() {}

    /** Whether a look at the whole tree is worth it; never false where JSON escapes make a half. */
    static boolean mayBeIn(String json) {
        return json.contains("\\ud") || json.contains("\\uD");
    }

    static boolean isHalved(JsonNode node) {
        if (node.isTextual()) {
            return isHalved(node.textValue());
        }
        return node.propertyStream().anyMatch(field -> isHalved(field.getKey()))
                || node.valueStream().anyMatch(LoneSurrogates::isHalved);
    }

    static boolean isHalved(String text) {
        return half(text, 0) >= 0;
    }

    /** Puts U+FFFD in the place of every half. Changes the tree; where two keys become one, the last value stays. */
    static JsonNode mended(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = object.properties().stream()
                    .map(field -> Map.entry(mended(field.getKey()), mended(field.getValue())))
                    .toList();
            object.removeAll();
            fields.forEach(field -> object.set(field.getKey(), field.getValue()));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, mended(array.get(i)));
            }
        } else if (node.isTextual() && isHalved(node.textValue())) {
            return TextNode.valueOf(mended(node.textValue()));
        }
        return node;
    }

    static String mended(String text) {
        int half = half(text, 0);
        if (half < 0) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (; half >= 0; half = half(text, half + 1)) {
            mended.setCharAt(half, REPLACEMENT);
        }
        return mended.toString();
    }

    private static int half(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean whole = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!whole) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
