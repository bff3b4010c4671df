package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;

/** Converts the tool calls of a response to those of a chat completion. */
final class ToolCalls {
    private ToolCalls() {}

    static boolean isCall(DeltaKind kind) {
        return kind == DeltaKind.ARGUMENTS || kind == DeltaKind.INPUT;
    }

    /** The id by which its result names it. */
    static String id(JsonNode item) {
        return item.path("call_id").asText(item.path("id").asText(""));
    }

    /** A whole call, or its first delta. */
    static ObjectNode of(JsonNode item, DeltaKind kind, String text) {
        ObjectNode call = Json.object().put("id", id(item)).put("type", type(kind));
        call.putObject(type(kind)).put("name", item.path("name").asText("")).put(kind.field(), text);
        return call;
    }

    /** A later delta of a call. */
    static ObjectNode more(DeltaKind kind, String text) {
        ObjectNode call = Json.object();
        call.putObject(type(kind)).put(kind.field(), text);
        return call;
    }

    private static String type(DeltaKind kind) {
        return kind == DeltaKind.INPUT ? "custom" : "function";
    }
}
