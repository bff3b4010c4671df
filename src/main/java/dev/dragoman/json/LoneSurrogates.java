package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Halves of surrogate pairs, such as {@code "\ud83d"} without its second half. JSON's grammar allows them, but they are no
 * characters, and readers differ in what they make of them (RFC 8259 section 8.2).
 */
final class LoneSurrogates {
    private static final char REPLACEMENT = '\uFFFD';

    private LoneSurrogates() {}

    /** Whether the tree may hold a half that was written as a JSON escape: false spares a look at the whole tree. */
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

    /** Replaces every half with U+FFFD. */
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
