package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.DeltaKind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts a response to a chat completion. Items other than text, reasoning and calls, such as a web search, are left
 * out.
 */
final class ResponsesToChatAnswer {
    private final Map<DeltaKind, StringBuilder> texts = new EnumMap<>(DeltaKind.class);
    private final ArrayNode annotations = Json.object().arrayNode();
    private final ArrayNode logprobs = Json.object().arrayNode();
    private final ArrayNode calls = Json.object().arrayNode();

    private ResponsesToChatAnswer() {}

    /**
     * Converts an answer. One that is no response is copied as it is, for the outcome stage to judge.
     *
     * @return a new tree
     */
    static ObjectNode of(ObjectNode answer) {
        if (!Json.saysNothing(answer.path("error"))
                || answer.path("status").asText().equals("failed")) {
            return ErrorEvents.toChat(answer.path("error"));
        }
        JsonNode output = answer.path("output");
        return output.isArray() ? new ResponsesToChatAnswer().completion(answer, output) : answer.deepCopy();
    }

    private ObjectNode completion(ObjectNode answer, JsonNode output) {
        output.forEach(this::read);
        ObjectNode completion = CompletionEnvelope.of(answer, "chat.completion");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", message());
        choice.set("logprobs", LogprobsConversion.ofChoice(logprobs));
        choice.put("finish_reason", ResponseStatus.toChat(answer, !calls.isEmpty()));
        if (answer.path("usage").isObject()) {
            completion.set("usage", UsageConversion.toChat(answer.path("usage")));
        }
        return completion;
    }

    private void read(JsonNode item) {
        DeltaKind.of(item)
                .filter(ToolCalls::isCall)
                .ifPresent(kind -> calls.add(
                        ToolCalls.of(item, kind, item.path(kind.field()).textValue())));
        switch (item.path("type").asText()) {
            case "message" -> item.path("content").forEach(this::part);
            case "reasoning" -> {
                item.path("summary").forEach(this::part);
                item.path("content").forEach(this::part);
            }
            default -> {}
        }
    }

    private void part(JsonNode part) {
        DeltaKind.of(part)
                .ifPresent(kind -> texts.computeIfAbsent(group(kind), none -> new StringBuilder())
                        .append(part.path(kind.field()).textValue()));
        part.path("annotations").forEach(annotation -> annotations.add(AnnotationConversion.toChat(annotation)));
        part.path("logprobs").forEach(logprobs::add);
    }

    private static DeltaKind group(DeltaKind kind) {
        return kind == DeltaKind.SUMMARY ? DeltaKind.REASONING : kind;
    }

    private ObjectNode message() {
        ObjectNode message = Json.object()
                .put("role", "assistant")
                .put("content", text(DeltaKind.TEXT))
                .put("refusal", text(DeltaKind.REFUSAL));
        message.set("annotations", annotations);
        if (texts.containsKey(DeltaKind.REASONING)) {
            message.put("reasoning_content", text(DeltaKind.REASONING));
        }
        return calls.isEmpty() ? message : message.set("tool_calls", calls);
    }

    private @Nullable String text(DeltaKind kind) {
        StringBuilder text = texts.get(kind);
        return text == null ? null : text.toString();
    }
}
