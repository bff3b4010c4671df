package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.OutputPosition;
import dev.dragoman.stream.ResponsesEventWriter;

/** A call of a function or a custom tool. */
final class CallBuilder implements ItemBuilder {
    private final ResponsesEventWriter events;
    private final OutputPosition place;
    private final DeltaKind kind;
    private final String wrapper;
    private final ObjectNode item;
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts with the first delta of a chat completion's call, but does not read arguments from it: see {@link #add}.
     */
    CallBuilder(ResponsesEventWriter events, int index, String bareId, JsonNode call) {
        boolean custom = call.path("type").asText().equals("custom")
                || call.path("custom").isObject();
        String id = call.path("id").asText("");
        this.events = events;
        this.kind = custom ? DeltaKind.INPUT : DeltaKind.ARGUMENTS;
        this.wrapper = custom ? "custom" : "function";
        this.place = new OutputPosition((custom ? "ctc_" : "fc_") + bareId + "_" + index, index);
        this.item = Json.object()
                .put("id", place.itemId())
                .put("type", kind.type())
                .put("status", "in_progress")
                .put("call_id", id.isEmpty() ? "call_" + bareId + "_" + index : id)
                .put("name", call.path(wrapper).path("name").asText(""))
                .put(kind.field(), "");
        events.itemAdded(place, item);
    }

    /** Appends the arguments in a delta. */
    void add(JsonNode call) {
        JsonNode named = call.path(wrapper);
        if (item.path("name").asText().isEmpty()) {
            item.put("name", named.path("name").asText(""));
        }
        String delta = text(named.path(kind.field()));
        if (!delta.isEmpty()) {
            text.append(delta);
            events.delta(kind, place, delta, MissingNode.getInstance());
        }
    }

    // Some servers send the arguments as a JSON object instead of its text.
    private static String text(JsonNode arguments) {
        return arguments.isContainerNode() ? Json.text(arguments) : arguments.asText("");
    }

    @Override
    public ObjectNode item() {
        return item;
    }

    @Override
    public void close(String status) {
        item.put(kind.field(), text.toString()).put("status", status);
        events.done(kind, place, item);
        events.itemDone(place, item);
    }
}
