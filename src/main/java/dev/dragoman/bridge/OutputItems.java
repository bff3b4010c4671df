package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.stream.CallPieces;
import dev.dragoman.stream.CallPieces.CallKey;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.ResponsesEventWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the output of a response from the deltas of a chat completion, in the order in which they arrive. */
final class OutputItems {
    /** Not in the API: the fields in which some servers send the model's reasoning. */
    private static final List<String> REASONING = List.of("reasoning_content", "reasoning");

    private static final Set<String> KNOWN =
            Set.of("role", "content", "refusal", "annotations", "tool_calls", "reasoning_content", "reasoning");
    private static final JsonNode NONE = MissingNode.getInstance();

    private final ResponsesEventWriter events;
    private final ResponseEnvelope envelope;
    private final List<ItemBuilder> begun = new ArrayList<>();
    private final Map<CallKey, CallBuilder> calls = new LinkedHashMap<>();
    private final CallPieces pieces = new CallPieces();
    private @Nullable PartsBuilder openParts;

    OutputItems(ResponsesEventWriter events, ResponseEnvelope envelope) {
        this.events = events;
        this.envelope = envelope;
    }

    /** Adds a delta. A whole message is one large delta. */
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
        JsonNode called = delta.path("tool_calls");
        for (int i = 0; called.isArray() && i < called.size(); i++) {
            call(called.path(i));
        }
        delta.forEachEntry(this::addUnknown);
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
                case "thinking" -> thought(part.path("thinking"));
                default -> parts(true).add(part);
            }
        }
    }

    // Not in the API: reasoning as a part of the content, which is a text or has parts of its own.
    private void thought(JsonNode thinking) {
        write(DeltaKind.REASONING, thinking.asText(""), NONE);
        for (JsonNode part : thinking) {
            write(DeltaKind.REASONING, part.path("text").asText(""), NONE);
        }
    }

    private void write(DeltaKind kind, String delta, JsonNode logprobs) {
        if (!delta.isEmpty()) {
            parts(kind != DeltaKind.REASONING).write(kind, delta, logprobs);
        }
    }

    /** The open message, or else the open reasoning item. Opens one if necessary. */
    private PartsBuilder parts(boolean message) {
        PartsBuilder open = openParts;
        if (open != null && open.isMessage() == message) {
            return open;
        }
        closeParts("completed");
        open = message
                ? PartsBuilder.message(events, begun.size(), envelope.bareId())
                : PartsBuilder.reasoning(events, begun.size(), envelope.bareId());
        begun.add(open);
        openParts = open;
        return open;
    }

    private void closeParts(String status) {
        if (openParts != null) {
            openParts.close(status);
            openParts = null;
        }
    }

    private void call(JsonNode piece) {
        CallKey key = pieces.callOf(piece);
        CallBuilder open = calls.get(key);
        if (open == null) {
            closeParts("completed");
            open = new CallBuilder(events, begun.size(), envelope.bareId(), piece);
            begun.add(open);
            calls.put(key, open);
        }
        open.add(piece);
    }

    private void addUnknown(String field, JsonNode value) {
        if (KNOWN.contains(field) || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return;
        }
        if (begun.isEmpty()) {
            envelope.addUnknown(field, value);
        } else {
            begun.get(begun.size() - 1).addUnknown(field, value);
        }
    }

    /** Ends every open item. Calls stay open until then, because their deltas may be interleaved. */
    void close(String status) {
        closeParts(status);
        calls.values().forEach(call -> call.close(status));
        calls.clear();
    }

    /** All items as written so far. */
    List<ObjectNode> items() {
        return begun.stream().map(ItemBuilder::item).toList();
    }
}
