package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a stream of responses sends piece by piece: a part of an item, or the text of an item that is a call.
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
     * The event that carries a piece.
     *
     * @return its type
     */
    public String deltaEvent() {
        return event + ".delta";
    }

    /**
     * The event that repeats the whole text.
     *
     * @return its type
     */
    public String doneEvent() {
        return event + ".done";
    }

    /** The field of an event that holds the index of the part. */
    String indexField() {
        return this == SUMMARY ? "summary_index" : "content_index";
    }

    /** The beginning of the names of the two events that open and close a part. */
    String partEvent() {
        return this == SUMMARY ? "response.reasoning_summary_part" : "response.content_part";
    }

    /**
     * The kind of a part or an item.
     *
     * @param node a part of an item, or an item
     * @return empty if its type is not sent in pieces, or if the field of its text holds none
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
     * @return empty if the event neither carries a piece nor repeats a whole text
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
