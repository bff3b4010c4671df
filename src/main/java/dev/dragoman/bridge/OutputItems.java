package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.ResponsesEventWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The output of a response, written from the deltas of a chat completion in the order in which they come. */
final class OutputItems {
    /** Not in the API: where the servers that show a model's reasoning put it. */
    private static final List<String> REASONING = List.of("reasoning_content", "reasoning");

    private static final Set<String> KNOWN =
            Set.of("role", "content", "refusal", "annotations", "tool_calls", "reasoning_content", "reasoning");
    private static final JsonNode NONE = MissingNode.getInstance();

    private final ResponsesEventWriter events;
    private final ResponseEnvelope envelope;
    private final List<ItemBuilder> begun = new ArrayList<>();
    private final Map<String, CallBuilder> calls = new LinkedHashMap<>();
    private @Nullable PartsBuilder speaking;
    private String lastCall = "";

    OutputItems(ResponsesEventWriter events, ResponseEnvelope envelope) {
        this.events = events;
        this.envelope = envelope;
    }

    /** Takes a delta, or a whole message, which is one large delta. */
    void add(JsonNode delta, JsonNode logprobs) {
        REASONING.stream()
                .map(delta::path)
                .filter(JsonNode::isTextual)
                .findFirst()
                .ifPresent(thought -> write(DeltaKind.REASONING, thought.textValue(), NONE));
        content(delta.path("content"), logprobs.path("content"));
        write(DeltaKind.REFUSAL, delta.path("refusal").asText(""), NONE);
        for (JsonNode annotation : delta.path("annotations")) {
            parts(true).annotate(AnnotationConversion.toResponses(annotation));
        }
        JsonNode pieces = delta.path("tool_calls");
        for (int i = 0; pieces.isArray() && i < pieces.size(); i++) {
            call(pieces.path(i));
        }
        delta.forEachEntry(this::carry);
    }

    private void content(JsonNode content, JsonNode logprobs) {
        if (!content.isArray()) {
            write(DeltaKind.TEXT, content.asText(""), logprobs);
            return;
        }
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text", "output_text" ->
                    write(DeltaKind.TEXT, part.path("text").asText(""), logprobs);
                case "refusal" -> write(DeltaKind.REFUSAL, part.path("refusal").asText(""), NONE);
                default -> parts(true).add(part);
            }
        }
    }

    private void write(DeltaKind kind, String delta, JsonNode logprobs) {
        if (!delta.isEmpty()) {
            parts(kind != DeltaKind.REASONING).write(kind, delta, logprobs);
        }
    }

    /** What parts go into now: a message, or else reasoning. */
    private PartsBuilder parts(boolean message) {
        PartsBuilder open = speaking;
        if (open != null && open.isMessage() == message) {
            return open;
        }
        silence("completed");
        open = message
                ? PartsBuilder.message(events, begun.size(), envelope.bareId())
                : PartsBuilder.reasoning(events, begun.size(), envelope.bareId());
        begun.add(open);
        speaking = open;
        return open;
    }

    private void silence(String status) {
        if (speaking != null) {
            speaking.close(status);
            speaking = null;
        }
    }

    private void call(JsonNode piece) {
        // Some servers leave the index out where there is one call only, and others where each call comes whole.
        String key = piece.path("index").asText(piece.path("id").asText(lastCall));
        lastCall = key;
        CallBuilder open = calls.get(key);
        if (open == null) {
            silence("completed");
            open = new CallBuilder(events, begun.size(), envelope.bareId(), piece);
            begun.add(open);
            calls.put(key, open);
        }
        open.add(piece);
    }

    private void carry(String field, JsonNode value) {
        if (KNOWN.contains(field) || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return;
        }
        if (begun.isEmpty()) {
            envelope.carry(field, value);
        } else {
            begun.get(begun.size() - 1).carry(field, value);
        }
    }

    /** Ends what is still being written. Calls stay open until then, since their pieces may come in turns. */
    void close(String status) {
        silence(status);
        calls.values().forEach(call -> call.close(status));
        calls.clear();
    }

    /** All items, as far as they have got. */
    List<ObjectNode> items() {
        return begun.stream().map(ItemBuilder::item).toList();
    }
}
