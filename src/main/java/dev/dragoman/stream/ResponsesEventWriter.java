package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the events of one response, each with its {@code type}, its {@code sequence_number} from 0, and its position
 * in the output. Not for use by two threads.
 */
public final class ResponsesEventWriter {
    private final List<ServerSentEvent> written = new ArrayList<>();
    private long next;

    /**
     * Writes an event of any type.
     *
     * @param type its type, which is also its name
     * @param fields all its other fields
     */
    public void write(String type, ObjectNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", next++);
        event.setAll(fields);
        written.add(ServerSentEvent.of(type, Json.text(event)));
    }

    /**
     * Writes an event that carries the response as it is now.
     *
     * @param type its type, such as {@code response.created}
     * @param response the response
     */
    public void response(String type, ObjectNode response) {
        write(type, Json.object().set("response", response));
    }

    /**
     * Begins an item of the output.
     *
     * @param position of the item
     * @param item the item while it is still empty
     */
    public void itemAdded(OutputPosition position, JsonNode item) {
        item("response.output_item.added", position, item);
    }

    /**
     * Ends an item of the output.
     *
     * @param position of the item
     * @param item the whole of it
     */
    public void itemDone(OutputPosition position, JsonNode item) {
        item("response.output_item.done", position, item);
    }

    private void item(String type, OutputPosition position, JsonNode item) {
        write(type, Json.object().put("output_index", position.outputIndex()).set("item", item));
    }

    /**
     * Begins a part.
     *
     * @param kind of the part
     * @param position of the part
     * @param part the part while it is still empty
     */
    public void partAdded(DeltaKind kind, OutputPosition position, JsonNode part) {
        write(kind.partEvent() + ".added", position.json(kind.indexField()).set("part", part));
    }

    /**
     * Writes a part that is sent whole.
     *
     * @param position of the part
     * @param part the whole of it
     */
    public void part(OutputPosition position, JsonNode part) {
        ObjectNode fields = position.json(DeltaKind.TEXT.indexField()).set("part", part);
        write(DeltaKind.TEXT.partEvent() + ".added", fields);
        write(DeltaKind.TEXT.partEvent() + ".done", fields);
    }

    /**
     * Writes a piece of a part or of a call.
     *
     * @param kind of the part or call
     * @param position of the part or call
     * @param delta the piece
     * @param logprobs of its tokens; sent with text only, as an empty list if there are none
     */
    public void delta(DeltaKind kind, OutputPosition position, String delta, JsonNode logprobs) {
        ObjectNode fields = position.json(kind.indexField()).put("delta", delta);
        if (kind == DeltaKind.TEXT) {
            logprobs(fields, logprobs);
        }
        write(kind.deltaEvent(), fields);
    }

    /**
     * Writes that an annotation was added to a text.
     *
     * @param position of the text
     * @param index counted from 0 within the text
     * @param annotation the annotation
     */
    public void annotation(OutputPosition position, int index, JsonNode annotation) {
        ObjectNode fields = position.json(DeltaKind.TEXT.indexField()).put("annotation_index", index);
        write("response.output_text.annotation.added", fields.set("annotation", annotation));
    }

    /**
     * Repeats the whole text of a part or of a call, and ends the part.
     *
     * @param kind of the part or call
     * @param position of the part or call
     * @param whole the whole of it
     */
    public void done(DeltaKind kind, OutputPosition position, JsonNode whole) {
        ObjectNode fields = position.json(kind.indexField());
        fields.set(kind.field(), whole.path(kind.field()));
        switch (kind) {
            case ARGUMENTS -> fields.set("name", whole.path("name"));
            case TEXT -> logprobs(fields, whole.path("logprobs"));
            default -> {}
        }
        write(kind.doneEvent(), fields);
        if (position.part() != OutputPosition.WHOLE_ITEM) {
            write(kind.partEvent() + ".done", position.json(kind.indexField()).set("part", whole));
        }
    }

    private static void logprobs(ObjectNode fields, JsonNode logprobs) {
        if (logprobs.isArray()) {
            fields.set("logprobs", logprobs);
        } else {
            fields.putArray("logprobs");
        }
    }

    /**
     * Returns the events that have been written since the last call, and forgets them.
     *
     * @return the events, in order
     */
    public List<ServerSentEvent> take() {
        List<ServerSentEvent> taken = List.copyOf(written);
        written.clear();
        return taken;
    }
}
