package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;

/** Ids of one endpoint out of those of the other: always the same, so that a replayed answer keeps them. */
final class IdConversion {
    static final String CHAT = "chatcmpl-";
    static final String RESPONSE = "resp_";

    private IdConversion() {}

    /** What is left of an id without the prefix that tells its kind. */
    static String bare(JsonNode id, String prefix) {
        String text = id.asText("");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
