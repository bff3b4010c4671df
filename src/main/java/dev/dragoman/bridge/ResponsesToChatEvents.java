package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamError;
import dev.dragoman.stream.UsageChunk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converts the events of a response to the chunks of a chat completion. Each delta is passed on at once. Events without
 * new content (the start of a part, the whole text at its end) and those without a counterpart (a web search) are left
 * out.
 */
final class ResponsesToChatEvents implements EventTranslation {
    private static final JsonNode NONE = MissingNode.getInstance();

    private final ChunkWriter chunks;
    private final Map<String, Integer> calls = new HashMap<>();

    /** The parts that have had an event, so that a text without deltas is taken from its last event. */
    private final Set<String> seen = new HashSet<>();

    private boolean ended;

    ResponsesToChatEvents(ObjectNode request) {
        this.chunks = new ChunkWriter(UsageChunk.isAsked(request));
    }

    @Override
    public List<ServerSentEvent> translate(ServerSentEvent event) {
        if (event.data() == null) {
            return List.of(event);
        }
        if (!ended && event.role() != ServerSentEvent.Role.PING) {
            JsonNode json = event.json();
            JsonNode error = StreamError.of(event, json);
            if (error != null) {
                fail(error);
            } else if (json instanceof ObjectNode fields) {
                read(fields.path("type").asText(event.name() == null ? "" : event.name()), fields);
            }
        }
        return chunks.take();
    }

    private void read(String type, ObjectNode event) {
        JsonNode response = event.path("response");
        if (response.isObject()) {
            chunks.begin(response);
        }
        switch (type) {
            case "response.created" -> chunks.role();
            case "response.output_item.added" -> item(event);
            case "response.output_text.annotation.added" -> {
                ObjectNode delta = Json.object();
                delta.putArray("annotations").add(AnnotationConversion.toChat(event.path("annotation")));
                chunks.delta(delta, NONE);
            }
            case "response.completed", "response.incomplete" -> {
                ended = true;
                chunks.end(response, !calls.isEmpty());
            }
            case "response.failed" -> fail(response.path("error"));
            default -> DeltaKind.ofEvent(type).ifPresent(kind -> text(type, kind, event));
        }
    }

    private void fail(JsonNode error) {
        ended = true;
        chunks.fail(error);
    }

    private void item(JsonNode event) {
        JsonNode item = event.path("item");
        Optional<DeltaKind> known = DeltaKind.of(item).filter(ToolCalls::isCall);
        if (known.isPresent()) {
            int index = calls.size();
            calls.put(event.path("output_index").asText(), index);
            chunks.call(index, ToolCalls.of(item, known.get(), ""));
        }
    }

    private void text(String type, DeltaKind kind, JsonNode event) {
        boolean delta = type.equals(kind.deltaEvent());
        String part = event.path(kind == DeltaKind.SUMMARY ? "summary_index" : "content_index")
                .asText();
        boolean first =
                seen.add("%s %s %s".formatted(kind, event.path("output_index").asText(), part));
        String text = event.path(delta ? "delta" : kind.field()).asText("");
        if (text.isEmpty() || (!delta && !first)) {
            return;
        }
        switch (kind) {
            case TEXT -> chunks.delta(Json.object().put("content", text), event.path("logprobs"));
            case REFUSAL -> chunks.delta(Json.object().put("refusal", text), NONE);
            case REASONING, SUMMARY -> chunks.delta(Json.object().put("reasoning_content", text), NONE);
            case ARGUMENTS, INPUT ->
                chunks.call(calls.getOrDefault(event.path("output_index").asText(), 0), ToolCalls.more(kind, text));
        }
    }
}
