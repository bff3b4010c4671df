package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Derives the ids of one endpoint from those of the other. Always the same ones, so that a replayed answer keeps them.
 */
final class IdConversion {
    static final String CHAT = "chatcmpl-";
    static final String RESPONSE = "resp_";

    private IdConversion() {}

    /** The id without the prefix that tells its kind. */
    static String bare(JsonNode id, String prefix) {
        String text = id.asText("");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
