package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts the input items of a request for responses to messages. */
final class InputToMessages {
    /** The role of instructions that every server knows. Many refuse its newer name, {@code developer}. */
    private static final String SYSTEM = "system";

    private final RequestConversion conversion;
    private final ArrayNode messages;

    /** The assistant's message that the next call is added to; null if the last message is not the assistant's. */
    private @Nullable ObjectNode assistantMessage;

    /** The field of an assistant's message that takes its reasoning; null if none does. */
    private final @Nullable String reasoningField;

    /** The reasoning that the next message or call of the assistant's comes from. */
    private String reasoning = "";

    InputToMessages(RequestConversion conversion, @Nullable String reasoningField) {
        this.conversion = conversion;
        this.reasoningField = reasoningField;
        this.messages = conversion.body().putArray("messages");
    }

    void instructions(@Nullable JsonNode instructions) {
        if (instructions == null) {
            return;
        }
        if (instructions.isTextual()) {
            messages.addObject().put("role", SYSTEM).set("content", instructions);
        } else {
            conversion.refuse("invalid_type", "'instructions' is not a string: send its text.", "instructions");
        }
    }

    void input(@Nullable JsonNode input) {
        if (input == null) {
            conversion.refuse("missing_required_parameter", "'input' is missing: send a string or items.", "input");
        } else if (input.isTextual()) {
            messages.addObject().put("role", "user").set("content", input);
        } else if (input.isArray()) {
            for (int i = 0; i < input.size(); i++) {
                item(input.path(i), "input[%d]".formatted(i));
            }
            dropReasoning();
        } else {
            conversion.refuse("invalid_type", "'input' is neither a string nor an array: send one of them.", "input");
        }
    }

    private void item(JsonNode node, String at) {
        if (!(node instanceof ObjectNode item)) {
            conversion.refuse("invalid_type", "'%s' is not an object: send an input item.".formatted(at), at);
            return;
        }
        String type = item.path("type").asText(item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> call(item, "function", "arguments");
            case "custom_tool_call" -> call(item, "custom", "input");
            case "function_call_output", "custom_tool_call_output" -> output(item, at);
            case "reasoning" -> reasoning(item);
            default ->
                conversion.refuse(
                        "unsupported_value",
                        "'%s' is an item that can't be carried over chat completions: send messages and tool calls only."
                                .formatted(at),
                        at + ".type");
        }
    }

    // Most servers take no reasoning as input; some that think require the one that led to a call.
    private void reasoning(ObjectNode item) {
        String text = item.path("content")
                .valueStream()
                .map(part -> part.path("text").asText(""))
                .collect(Collectors.joining());
        if (reasoningField == null || text.isEmpty()) {
            conversion.leftOut("reasoning items");
        } else {
            reasoning += text;
        }
    }

    private void addReasoning(ObjectNode message) {
        if (reasoningField != null && !reasoning.isEmpty()) {
            message.put(reasoningField, message.path(reasoningField).asText("") + reasoning);
            conversion.each("reasoning sent as " + reasoningField);
            reasoning = "";
        }
    }

    private void dropReasoning() {
        if (!reasoning.isEmpty()) {
            conversion.leftOut("reasoning items");
            reasoning = "";
        }
    }

    private void message(ObjectNode item) {
        ObjectNode message = stripped(item, List.of("type", "phase"));
        String role = message.path("role").asText();
        if (role.equals("developer")) {
            message.put("role", SYSTEM);
            conversion.each("developer messages sent as system");
        }
        boolean assistant = role.equals("assistant");
        if (assistant) {
            AssistantParts.toChat(message.path("content"), conversion);
            addReasoning(message);
        } else {
            dropReasoning();
        }
        messages.add(message);
        assistantMessage = assistant ? message : null;
    }

    private void call(ObjectNode item, String type, String text) {
        if (assistantMessage == null) {
            assistantMessage = messages.addObject().put("role", "assistant").putNull("content");
        }
        addReasoning(assistantMessage);
        ObjectNode rest = stripped(item, List.of("type", "call_id", "name", text));
        ObjectNode call =
                RequestConversion.array(assistantMessage, "tool_calls").addObject();
        copy(item, "call_id", call, "id");
        call.put("type", type).setAll(rest);
        ObjectNode named = call.putObject(type);
        copy(item, "name", named, "name");
        copy(item, text, named, text);
    }

    private void output(ObjectNode item, String at) {
        dropReasoning();
        ObjectNode message = Json.object().put("role", "tool");
        copy(item, "call_id", message, "tool_call_id");
        message.setAll(stripped(item, List.of("type", "call_id", "output")));
        JsonNode output = item.path("output");
        if (output.isArray() && !AssistantParts.isTextOnly(output)) {
            conversion.refuse(
                    "unsupported_value",
                    "'%s.output' is more than text, which chat completions don't take: put it into a user message."
                            .formatted(at),
                    at + ".output");
        }
        copy(item, "output", message, "content");
        AssistantParts.rename(message.path("content"), "input_text", "text");
        messages.add(message);
        assistantMessage = null;
    }

    /** A copy of the item without the fields that were moved, its id, its status and its phase. */
    private ObjectNode stripped(ObjectNode item, List<String> moved) {
        ObjectNode rest = item.deepCopy();
        if (rest.hasNonNull("phase")) {
            conversion.leftOut("phases of messages");
        }
        rest.remove(moved);
        if (rest.has("id") || rest.has("status")) {
            rest.remove(List.of("id", "status"));
            conversion.leftOut("ids and states of input items");
        }
        return rest;
    }

    private static void copy(ObjectNode from, String field, ObjectNode to, String name) {
        JsonNode value = from.get(field);
        if (value != null) {
            to.set(name, value.deepCopy());
        }
    }
}
