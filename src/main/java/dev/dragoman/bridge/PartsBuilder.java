package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.OutputPosition;
import dev.dragoman.stream.ResponsesEventWriter;
import org.jspecify.annotations.Nullable;

/** A message or a reasoning item: a list of parts, of which the last is still being written. */
final class PartsBuilder implements ItemBuilder {
    private final ResponsesEventWriter events;
    private final OutputPosition place;
    private final ObjectNode item;
    private final ArrayNode parts;
    private final StringBuilder text = new StringBuilder();
    private @Nullable DeltaKind writing;

    private PartsBuilder(ResponsesEventWriter events, OutputPosition place, ObjectNode item) {
        this.events = events;
        this.place = place;
        this.item = item.put("status", "in_progress");
        this.parts = item.putArray("content");
        events.itemAdded(place, item);
    }

    static PartsBuilder message(ResponsesEventWriter events, int index, String bareId) {
        OutputPosition place = new OutputPosition("msg_" + bareId + "_" + index, index);
        ObjectNode item = Json.object().put("id", place.itemId()).put("type", "message");
        return new PartsBuilder(events, place, item.put("role", "assistant"));
    }

    static PartsBuilder reasoning(ResponsesEventWriter events, int index, String bareId) {
        OutputPosition place = new OutputPosition("rs_" + bareId + "_" + index, index);
        ObjectNode item = Json.object().put("id", place.itemId()).put("type", "reasoning");
        item.putArray("summary");
        return new PartsBuilder(events, place, item);
    }

    boolean isMessage() {
        return item.path("type").asText().equals("message");
    }

    /** Appends to the last part, or to a new one if the last is of another kind. */
    void write(DeltaKind kind, String delta, JsonNode logprobs) {
        part(kind);
        text.append(delta);
        if (logprobs.isArray()) {
            RequestConversion.array(last(), "logprobs").addAll((ArrayNode) logprobs.deepCopy());
        }
        events.delta(kind, here(), delta, logprobs);
    }

    /** Adds a part of a kind that Dragoman does not know. */
    void add(JsonNode part) {
        closePart();
        parts.add(part.deepCopy());
        events.part(here(), part);
    }

    /** Adds an annotation to the text. */
    void annotate(JsonNode annotation) {
        part(DeltaKind.TEXT);
        ArrayNode annotations = RequestConversion.array(last(), "annotations");
        annotations.add(annotation);
        events.annotation(here(), annotations.size() - 1, annotation);
    }

    private void part(DeltaKind kind) {
        if (writing == kind) {
            return;
        }
        closePart();
        ObjectNode part = parts.addObject().put("type", kind.type()).put(kind.field(), "");
        if (kind == DeltaKind.TEXT) {
            part.putArray("annotations");
            part.putArray("logprobs");
        }
        writing = kind;
        events.partAdded(kind, here(), part);
    }

    private void closePart() {
        if (writing != null) {
            last().put(writing.field(), text.toString());
            events.done(writing, here(), last());
            text.setLength(0);
            writing = null;
        }
    }

    private ObjectNode last() {
        return (ObjectNode) parts.path(parts.size() - 1);
    }

    private OutputPosition here() {
        return place.part(parts.size() - 1);
    }

    @Override
    public ObjectNode item() {
        return item;
    }

    @Override
    public void close(String status) {
        closePart();
        item.put("status", status);
        events.itemDone(place, item);
    }
}
