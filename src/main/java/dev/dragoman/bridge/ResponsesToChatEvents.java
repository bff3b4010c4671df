package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.StreamError;
import dev.dragoman.stream.UsageChunk;
import java.util.List;

/**
 * Converts the events of a response to the chunks of a chat completion. Each delta is passed on at once. Events without
 * new content (the start of a part, the whole text at its end) and those without a counterpart (a web search) are left
 * out.
 */
final class ResponsesToChatEvents implements EventTranslation {
    private final ChunkWriter chunks;
    private final OutputChunks output;
    private boolean ended;

    ResponsesToChatEvents(ObjectNode request) {
        this.chunks = new ChunkWriter(UsageChunk.isAsked(request));
        this.output = new OutputChunks(chunks);
    }

    @Override
    public List<ServerSentEvent> translate(ServerSentEvent event) {
        if (event.data() == null) {
            return List.of(event);
        }
        if (ended) {
            return List.of();
        }
        if (event.role() == ServerSentEvent.Role.PING) {
            return List.of(ServerSentEvent.ping());
        }
        JsonNode json = event.json();
        JsonNode error = StreamError.of(event, json);
        if (error != null) {
            fail(error);
        } else if (json instanceof ObjectNode fields) {
            read(fields.path("type").asText(event.name() == null ? "" : event.name()), fields);
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
            case "response.output_item.added" -> output.begun(event);
            case "response.output_item.done" -> output.done(event);
            case "response.output_text.annotation.added" -> output.annotation(event);
            case "response.completed" -> end(response, "completed");
            case "response.incomplete" -> end(response, "incomplete");
            case "response.failed" -> fail(response.path("error"));
            default -> DeltaKind.ofEvent(type).ifPresent(kind -> text(type, kind, event));
        }
    }

    private void text(String type, DeltaKind kind, JsonNode event) {
        if (type.equals(kind.deltaEvent())) {
            output.piece(kind, event);
        } else {
            output.whole(kind, event);
        }
    }

    // Some servers leave the response, or its status, out of the last event.
    private void end(JsonNode response, String status) {
        ended = true;
        output.rest(response.path("output"));
        JsonNode whole = response.hasNonNull("status") ? response : withStatus(response, status);
        chunks.end(whole, output.hasCalls());
    }

    private static JsonNode withStatus(JsonNode response, String status) {
        ObjectNode whole = Json.object();
        if (response instanceof ObjectNode fields) {
            whole.setAll(fields);
        }
        return whole.put("status", status);
    }

    private void fail(JsonNode error) {
        ended = true;
        chunks.fail(error);
    }
}
