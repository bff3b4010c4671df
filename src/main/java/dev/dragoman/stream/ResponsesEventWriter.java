package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the events of one response: their {@code type}, their {@code sequence_number} from 0, and where in the output
 * they belong. Not for use by two threads.
 */
public final class ResponsesEventWriter {
    private final List<ServerSentEvent> written = new ArrayList<>();
    private long next;

    /**
     * Writes an event of any type.
     *
     * @param type its type, which is its name too
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
     * @param type its type, as {@code response.created}
     * @param response the response
     */
    public void response(String type, ObjectNode response) {
        write(type, Json.object().set("response", response));
    }

    /**
     * Begins an item of the output.
     *
     * @param place of the item
     * @param item as it is before anything has been written into it
     */
    public void itemAdded(OutputPosition place, JsonNode item) {
        item("response.output_item.added", place, item);
    }

    /**
     * Ends an item of the output.
     *
     * @param place of the item
     * @param item the whole of it
     */
    public void itemDone(OutputPosition place, JsonNode item) {
        item("response.output_item.done", place, item);
    }

    private void item(String type, OutputPosition place, JsonNode item) {
        write(type, Json.object().put("output_index", place.outputIndex()).set("item", item));
    }

    /**
     * Begins a part.
     *
     * @param kind of the part
     * @param place of the part
     * @param part as it is before anything has been written into it
     */
    public void partAdded(DeltaKind kind, OutputPosition place, JsonNode part) {
        write(kind.partEvent() + ".added", place.json(kind.indexField()).set("part", part));
    }

    /**
     * Writes a part that does not grow piece by piece.
     *
     * @param place of the part
     * @param part the whole of it
     */
    public void part(OutputPosition place, JsonNode part) {
        ObjectNode fields = place.json(DeltaKind.TEXT.indexField()).set("part", part);
        write(DeltaKind.TEXT.partEvent() + ".added", fields);
        write(DeltaKind.TEXT.partEvent() + ".done", fields);
    }

    /**
     * Writes a piece of a part or of a call.
     *
     * @param kind of the part or call
     * @param place where it goes
     * @param delta the piece
     * @param logprobs of its tokens; sent with text only, as an empty list where there are none
     */
    public void delta(DeltaKind kind, OutputPosition place, String delta, JsonNode logprobs) {
        ObjectNode fields = place.json(kind.indexField()).put("delta", delta);
        if (kind == DeltaKind.TEXT) {
            logprobs(fields, logprobs);
        }
        write(kind.deltaEvent(), fields);
    }

    /**
     * Writes that an annotation was put to a text.
     *
     * @param place of the text
     * @param index counted from 0 within the text
     * @param annotation the annotation
     */
    public void annotation(OutputPosition place, int index, JsonNode annotation) {
        ObjectNode fields = place.json(DeltaKind.TEXT.indexField()).put("annotation_index", index);
        write("response.output_text.annotation.added", fields.set("annotation", annotation));
    }

    /**
     * Repeats the text of a part, or of a call, in whole, and ends the part.
     *
     * @param kind of the part or call
     * @param place of the part or call
     * @param whole the whole of it
     */
    public void done(DeltaKind kind, OutputPosition place, JsonNode whole) {
        ObjectNode fields = place.json(kind.indexField());
        fields.set(kind.field(), whole.path(kind.field()));
        switch (kind) {
            case ARGUMENTS -> fields.set("name", whole.path("name"));
            case TEXT -> logprobs(fields, whole.path("logprobs"));
            default -> {}
        }
        write(kind.doneEvent(), fields);
        if (place.part() != OutputPosition.WHOLE_ITEM) {
            write(kind.partEvent() + ".done", place.json(kind.indexField()).set("part", whole));
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
     * Hands over what has been written since it was last asked.
     *
     * @return the events, in order
     */
    public List<ServerSentEvent> take() {
        List<ServerSentEvent> taken = List.copyOf(written);
        written.clear();
        return taken;
    }
}
