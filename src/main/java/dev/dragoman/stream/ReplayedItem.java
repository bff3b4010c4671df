package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Writes one item of a whole response as the events of a stream. */
final class ReplayedItem {
    private static final List<String> PARTS = List.of("summary", "content");

    private final ResponsesEventWriter events;
    private final OutputPosition position;
    private final JsonNode item;

    ReplayedItem(ResponsesEventWriter events, int index, JsonNode item) {
        this.events = events;
        this.position = new OutputPosition(item.path("id").asText(), index);
        this.item = item;
    }

    void write() {
        Optional<DeltaKind> call = DeltaKind.of(item);
        events.itemAdded(position, begun(call));
        call.ifPresent(kind -> text(kind, position, item));
        if (isOfParts()) {
            PARTS.forEach(this::parts);
        }
        events.itemDone(position, item);
    }

    // Only items that are known to be sent in parts are taken apart. Others are sent whole, when they begin and end.
    private boolean isOfParts() {
        String type = item.path("type").asText();
        return type.equals("message") || type.equals("reasoning");
    }

    private JsonNode begun(Optional<DeltaKind> call) {
        if (call.isEmpty() && !isOfParts()) {
            return item;
        }
        ObjectNode begun = item.deepCopy();
        call.ifPresent(kind -> begun.put(kind.field(), ""));
        for (String parts : PARTS) {
            if (isOfParts() && begun.path(parts).isArray()) {
                begun.putArray(parts);
            }
        }
        return begun.has("status") ? begun.put("status", "in_progress") : begun;
    }

    private void parts(String field) {
        JsonNode parts = item.path(field);
        for (int i = 0; parts.isArray() && i < parts.size(); i++) {
            part(i, parts.path(i));
        }
    }

    private void part(int index, JsonNode part) {
        Optional<DeltaKind> known = DeltaKind.of(part);
        if (known.isEmpty()) {
            events.part(position.part(index), part);
            return;
        }
        DeltaKind kind = known.get();
        events.partAdded(kind, position.part(index), begun(kind, part));
        text(kind, position.part(index), part);
    }

    private static ObjectNode begun(DeltaKind kind, JsonNode part) {
        ObjectNode begun = part.deepCopy();
        begun.put(kind.field(), "");
        for (String later : List.of("annotations", "logprobs")) {
            if (begun.path(later).isArray()) {
                begun.putArray(later);
            }
        }
        return begun;
    }

    private void text(DeltaKind kind, OutputPosition at, JsonNode whole) {
        String text = whole.path(kind.field()).asText();
        if (!text.isEmpty()) {
            events.delta(kind, at, text, whole.path("logprobs"));
        }
        JsonNode annotations = kind == DeltaKind.TEXT ? whole.path("annotations") : MissingNode.getInstance();
        for (int i = 0; i < annotations.size(); i++) {
            events.annotation(at, i, annotations.path(i));
        }
        events.done(kind, at, whole);
    }
}
