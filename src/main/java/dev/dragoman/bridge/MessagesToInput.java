package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts the messages of a request for chat completions to input items. */
final class MessagesToInput {
    private final RequestConversion conversion;
    private final ArrayNode input;
    private final Set<String> customCalls = new HashSet<>();

    MessagesToInput(RequestConversion conversion) {
        this.conversion = conversion;
        this.input = conversion.body().putArray("input");
    }

    void messages(@Nullable JsonNode messages) {
        if (messages == null) {
            conversion.refuse("missing_required_parameter", "'messages' is missing: send an array.", "messages");
            return;
        }
        if (!messages.isArray()) {
            conversion.refuse("invalid_type", "'messages' is not an array: send an array.", "messages");
        }
        for (int i = 0; i < messages.size() && messages.isArray(); i++) {
            message(messages.path(i), "messages[%d]".formatted(i));
        }
    }

    private void message(JsonNode node, String at) {
        if (!(node instanceof ObjectNode message)) {
            conversion.refuse("invalid_type", "'%s' is not an object: send a message.".formatted(at), at);
            return;
        }
        switch (message.path("role").asText()) {
            case "assistant" -> assistant(message.deepCopy(), at);
            case "tool" -> tool(message.deepCopy());
            case "function" ->
                conversion.refuse(
                        "unsupported_value",
                        "'%s' has the role 'function', which responses lack: use the role 'tool'.".formatted(at),
                        at + ".role");
            default -> input.add(unnamed(message.deepCopy()));
        }
    }

    private ObjectNode unnamed(ObjectNode message) {
        JsonNode name = message.remove("name");
        if (name != null && !name.isNull()) {
            conversion.leftOut("names of messages");
        }
        return message;
    }

    private void assistant(ObjectNode message, String at) {
        for (String field : List.of("audio", "function_call")) {
            JsonNode value = message.remove(field);
            if (value != null && !value.isNull()) {
                conversion.refuse(
                        "unsupported_parameter",
                        "'%s.%s' can't be carried over responses: leave it out.".formatted(at, field),
                        at + "." + field);
            }
        }
        for (String field : List.of("reasoning_content", "annotations")) {
            JsonNode value = message.remove(field);
            if (value != null && !value.isNull() && !(value.isArray() && value.isEmpty())) {
                conversion.leftOut(field + " of messages");
            }
        }
        JsonNode calls = message.remove("tool_calls");
        speech(unnamed(message));
        if (calls == null || calls.isNull()) {
            return;
        }
        if (!calls.isArray()) {
            conversion.refuse(
                    "invalid_type",
                    "'%s.tool_calls' is not an array: send an array.".formatted(at),
                    at + ".tool_calls");
        }
        for (int i = 0; calls.isArray() && i < calls.size(); i++) {
            call(calls.path(i), "%s.tool_calls[%d]".formatted(at, i));
        }
    }

    /** Adds what the assistant said; adds nothing if it only called tools. */
    private void speech(ObjectNode message) {
        JsonNode refusal = message.remove("refusal");
        if (refusal != null && refusal.isTextual() && !refusal.textValue().isEmpty()) {
            ArrayNode parts = parts(message);
            parts.addObject().put("type", "refusal").set("refusal", refusal);
            message.set("content", parts);
        }
        JsonNode content = message.path("content");
        AssistantParts.rename(content, "text", "output_text");
        boolean empty = content.isTextual() && content.textValue().isEmpty();
        if (message.hasNonNull("content") && !empty) {
            input.add(message);
        }
    }

    private static ArrayNode parts(ObjectNode message) {
        JsonNode content = message.path("content");
        if (content instanceof ArrayNode parts) {
            return parts;
        }
        ArrayNode parts = message.arrayNode();
        if (content.isTextual() && !content.textValue().isEmpty()) {
            parts.addObject().put("type", "output_text").set("text", content);
        }
        return parts;
    }

    private void call(JsonNode node, String at) {
        String type = node.path("type").asText("function");
        boolean custom = type.equals("custom");
        if (!(node.path(type) instanceof ObjectNode named) || (!custom && !type.equals("function"))) {
            conversion.refuse(
                    "unsupported_value",
                    "'%s' is neither a call of a function nor of a custom tool: send one of them.".formatted(at),
                    at);
            return;
        }
        ObjectNode item = Json.object().put("type", custom ? "custom_tool_call" : "function_call");
        ObjectNode rest = node.deepCopy();
        JsonNode id = rest.remove("id");
        if (id != null) {
            item.set("call_id", id);
        }
        rest.remove(List.of("type", type, "index"));
        item.setAll(rest);
        item.setAll(named.deepCopy());
        input.add(item);
        if (custom) {
            customCalls.add(node.path("id").asText());
        }
    }

    private void tool(ObjectNode message) {
        ObjectNode item = unnamed(message);
        boolean custom = customCalls.contains(item.path("tool_call_id").asText());
        rename(item, "tool_call_id", "call_id");
        rename(item, "content", "output");
        item.remove("role");
        AssistantParts.rename(item.path("output"), "text", "input_text");
        input.add(item.put("type", custom ? "custom_tool_call_output" : "function_call_output"));
    }

    private static void rename(ObjectNode item, String from, String to) {
        JsonNode value = item.remove(from);
        if (value != null) {
            item.set(to, value);
        }
    }
}
