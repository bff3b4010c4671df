package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/**
 * An error as HTTP callers get it: with the provider's status and in its words, as if they had asked it themselves. It is
 * for them alone; outcomes, receipts and the ledger have the {@link Problem} only.
 *
 * @param status the provider's
 * @param body {@code {"error": {...}}}, with what else the provider said; sanitised
 */
public record ProviderReply(int status, ObjectNode body) {
    /** Of the fields beside the usual four, in characters; if there is more, none of them is passed on. */
    static final int MAX_FURTHER = 16_000;

    /** Of a type, code or field's name, in characters. */
    private static final int MAX_NAME = 200;

    private static final String[] NAMES = {"type", "param", "code"};

    /**
     * Puts the provider's words into an error of ours.
     *
     * @param status the status that HTTP callers get
     * @param said the error as the provider describes it
     * @param own our description, which holds for every field that the provider leaves out
     * @param message what callers read; sanitised
     */
    static ProviderReply of(int status, ProviderError said, Problem own, String message) {
        ObjectNode body = own.json();
        ObjectNode error = body.withObject("/error");
        ObjectNode further = said.fields().deepCopy();
        further.remove("message");
        for (String name : NAMES) {
            JsonNode value = further.remove(name);
            if (value != null && value.isValueNode() && value.asText().length() <= MAX_NAME) {
                error.set(name, sanitized(value));
            }
        }
        error.put("message", message);
        if (Json.text(further).length() + Json.text(said.besides()).length() > MAX_FURTHER) {
            return new ProviderReply(status, body);
        }
        error.setAll((ObjectNode) sanitized(further));
        ObjectNode whole = (ObjectNode) sanitized(said.besides());
        return new ProviderReply(status, whole.setAll(body));
    }

    private static JsonNode sanitized(JsonNode said) {
        return Json.withTexts(said.deepCopy(), SanitizedText::text);
    }
}
