package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the output of a response in the chunks of a chat completion, and everything once: a piece when it comes, and what
 * comes only whole, at the end of its part, its item or the response, as far as it was not written before.
 */
final class OutputChunks {
    private static final JsonNode NONE = MissingNode.getInstance();

    private final ChunkWriter chunks;
    private final Map<PartKey, Integer> written = new HashMap<>();
    private final Set<PartKey> annotated = new HashSet<>();

    /** The index of each call in the chat completion, by its item in the output. */
    private final Map<String, Integer> calls = new HashMap<>();

    /** The same, by the call's id. */
    private final Map<String, Integer> callsById = new HashMap<>();

    private int called;

    /**
     * A part of an item, or a call.
     *
     * @param kind what is written in it
     * @param item the index of the item in the output, or of the call in the chat completion
     * @param index its index in the item; 0 for a call
     */
    private record PartKey(DeltaKind kind, String item, int index) {}

    OutputChunks(ChunkWriter chunks) {
        this.chunks = chunks;
    }

    boolean hasCalls() {
        return called > 0;
    }

    /** Writes the piece in an event. */
    void piece(DeltaKind kind, JsonNode event) {
        write(part(kind, event), event.path("delta").asText(""), event.path("logprobs"));
    }

    /** Writes the rest of the part or call whose whole text is in an event. */
    void whole(DeltaKind kind, JsonNode event) {
        rest(part(kind, event), event);
    }

    void annotation(JsonNode event) {
        annotated.add(part(DeltaKind.TEXT, event));
        write(event.path("annotation"));
    }

    /** Writes what is known of an item that begins: of a call, its name. */
    void begun(JsonNode event) {
        callKind(event.path("item")).ifPresent(kind -> call(kind, itemOf(event), event.path("item")));
    }

    /** Writes the rest of an item that ends. */
    void done(JsonNode event) {
        JsonNode item = event.path("item");
        restOfCall(itemOf(event), item);
        parts(itemOf(event), item).forEach((part, whole) -> {
            rest(part, whole);
            annotations(part, whole);
        });
    }

    /**
     * Writes what only the last event has. Its output is not trusted to be numbered as the events were: no text is written
     * of which as much was written before.
     */
    void rest(JsonNode output) {
        Map<PartKey, JsonNode> parts = new LinkedHashMap<>();
        for (int i = 0; output.isArray() && i < output.size(); i++) {
            restOfCall(Integer.toString(i), output.path(i));
            parts.putAll(parts(Integer.toString(i), output.path(i)));
        }
        Set<DeltaKind> unfinished = EnumSet.allOf(DeltaKind.class);
        unfinished.removeIf(kind -> length(parts, kind) <= lengthWritten(kind));
        boolean unannotated = annotated.isEmpty();
        parts.forEach((part, whole) -> {
            if (unfinished.contains(part.kind())) {
                rest(part, whole);
            }
            if (unannotated) {
                annotations(part, whole);
            }
        });
    }

    private static int length(Map<PartKey, JsonNode> parts, DeltaKind kind) {
        return parts.entrySet().stream()
                .filter(part -> part.getKey().kind() == kind)
                .mapToInt(part -> part.getValue().path(kind.field()).textValue().length())
                .sum();
    }

    private int lengthWritten(DeltaKind kind) {
        return written.entrySet().stream()
                .filter(part -> part.getKey().kind() == kind)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** The parts of a message or of reasoning that have a text. */
    private static Map<PartKey, JsonNode> parts(String itemIndex, JsonNode item) {
        Map<PartKey, JsonNode> parts = new LinkedHashMap<>();
        Stream.of(item.path("summary"), item.path("content"))
                .filter(JsonNode::isArray)
                .forEach(list -> {
                    for (int i = 0; i < list.size(); i++) {
                        JsonNode part = list.path(i);
                        int index = i;
                        DeltaKind.of(part).ifPresent(kind -> parts.put(new PartKey(kind, itemIndex, index), part));
                    }
                });
        return parts;
    }

    private void restOfCall(String itemIndex, JsonNode item) {
        callKind(item).ifPresent(kind -> rest(call(kind, itemIndex, item), item));
    }

    private static Optional<DeltaKind> callKind(JsonNode item) {
        return DeltaKind.of(item).filter(ToolCalls::isCall);
    }

    /** The call, which is begun if it is new. */
    private PartKey call(DeltaKind kind, String itemIndex, JsonNode item) {
        String id = ToolCalls.id(item);
        Integer known = id.isEmpty() ? calls.get(itemIndex) : callsById.get(id);
        int index = known == null ? called++ : known;
        if (known == null) {
            chunks.call(index, ToolCalls.of(item, kind, ""));
        }
        calls.put(itemIndex, index);
        callsById.put(id, index);
        return new PartKey(kind, Integer.toString(index), 0);
    }

    private PartKey part(DeltaKind kind, JsonNode event) {
        if (ToolCalls.isCall(kind)) {
            return new PartKey(kind, calls.getOrDefault(itemOf(event), 0).toString(), 0);
        }
        return new PartKey(
                kind,
                itemOf(event),
                event.path(kind == DeltaKind.SUMMARY ? "summary_index" : "content_index")
                        .asInt(0));
    }

    // Some servers leave out the index, and name the item only.
    private static String itemOf(JsonNode event) {
        String id = event.path("item_id").asText(event.path("item").path("id").asText("0"));
        return event.path("output_index").asText(id);
    }

    private void rest(PartKey part, JsonNode whole) {
        String text = whole.path(part.kind().field()).asText("");
        int before = written.getOrDefault(part, 0);
        if (text.length() > before) {
            write(part, text.substring(before), before == 0 ? whole.path("logprobs") : NONE);
        }
    }

    private void write(PartKey part, String text, JsonNode logprobs) {
        if (text.isEmpty()) {
            return;
        }
        written.merge(part, text.length(), Integer::sum);
        switch (part.kind()) {
            case TEXT -> chunks.delta(Json.object().put("content", text), logprobs);
            case REFUSAL -> chunks.delta(Json.object().put("refusal", text), NONE);
            case REASONING, SUMMARY -> chunks.delta(Json.object().put("reasoning_content", text), NONE);
            case ARGUMENTS, INPUT -> chunks.call(Integer.parseInt(part.item()), ToolCalls.more(part.kind(), text));
        }
    }

    private void annotations(PartKey part, JsonNode whole) {
        JsonNode annotations = whole.path("annotations");
        if (annotations.isArray() && !annotations.isEmpty() && annotated.add(part)) {
            annotations.forEach(this::write);
        }
    }

    private void write(JsonNode annotation) {
        ObjectNode delta = Json.object();
        delta.putArray("annotations").add(AnnotationConversion.toChat(annotation));
        chunks.delta(delta, NONE);
    }
}
