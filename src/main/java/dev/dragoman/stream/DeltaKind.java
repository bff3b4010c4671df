package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What grows piece by piece in a stream of responses: a part of an item, or the item itself where it is a call.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>
 */
public enum DeltaKind {
    TEXT("output_text", "text", "response.output_text"),
    REFUSAL("refusal", "refusal", "response.refusal"),
    REASONING("reasoning_text", "text", "response.reasoning_text"),
    SUMMARY("summary_text", "text", "response.reasoning_summary_text"),
    ARGUMENTS("function_call", "arguments", "response.function_call_arguments"),
    INPUT("custom_tool_call", "input", "response.custom_tool_call_input");

    private final String type;
    private final String field;
    private final String event;

    DeltaKind(String type, String field, String event) {
        this.type = type;
        this.field = field;
        this.event = event;
    }

    /**
     * The {@code type} of the part or item.
     *
     * @return as in the API
     */
    public String type() {
        return type;
    }

    /**
     * The field that holds the whole text, of the part or item and of the event that ends it.
     *
     * @return as in the API
     */
    public String field() {
        return field;
    }

    /**
     * The event that brings a piece.
     *
     * @return its type
     */
    public String deltaEvent() {
        return event + ".delta";
    }

    /**
     * The event that repeats the whole.
     *
     * @return its type
     */
    public String doneEvent() {
        return event + ".done";
    }

    /** The field of an event that says which part of the item is meant. */
    String indexField() {
        return this == SUMMARY ? "summary_index" : "content_index";
    }

    /** What the events are called that frame a part. */
    String partEvent() {
        return this == SUMMARY ? "response.reasoning_summary_part" : "response.content_part";
    }

    /**
     * The kind of a part or an item.
     *
     * @param node a part of an item, or an item
     * @return empty where its type does not grow, or where its text is not text
     */
    public static Optional<DeltaKind> of(JsonNode node) {
        String type = node.path("type").asText();
        for (DeltaKind kind : values()) {
            if (kind.type.equals(type) && node.path(kind.field).isTextual()) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * The kind that an event belongs to.
     *
     * @param event the event's type
     * @return empty where the event neither brings a piece nor repeats a whole
     */
    public static Optional<DeltaKind> ofEvent(String event) {
        for (DeltaKind kind : values()) {
            if (event.equals(kind.deltaEvent()) || event.equals(kind.doneEvent())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
