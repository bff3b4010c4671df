package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a whole chat completion into the events of a stream, for a caller that wants a stream of a stored answer.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">The chat completion chunk object</a>
 */
public final class ChatEvents {
    private static final JsonNode NONE = NullNode.instance;

    private final ObjectNode envelope;
    private final List<ServerSentEvent> events = new ArrayList<>();

    private ChatEvents(ObjectNode envelope) {
        this.envelope = envelope;
    }

    /**
     * Makes the events. Each text is sent as one piece.
     *
     * @param answer a chat completion; not changed
     * @param withUsage whether the caller asked for the usage, in a last chunk without a choice
     * @return chunks, then {@code [DONE]}; an answer without choices is sent unchanged in one event
     */
    public static List<ServerSentEvent> of(ObjectNode answer, boolean withUsage) {
        ObjectNode envelope = answer.deepCopy();
        envelope.remove(List.of("choices", "usage"));
        if (withUsage) {
            envelope.putNull("usage");
        }
        ChatEvents chat = new ChatEvents(envelope.put("object", "chat.completion.chunk"));
        if (answer.path("choices").isArray()) {
            chat.choices(answer.path("choices"));
            if (withUsage && answer.path("usage").isObject()) {
                chat.usage(answer.path("usage"));
            }
        } else {
            chat.events.add(ServerSentEvent.of(Json.text(answer)));
        }
        chat.events.add(ServerSentEvent.of(ServerSentEvent.DONE));
        return chat.events;
    }

    // Clients take the answer for finished once every choice they have seen has ended. So all choices begin first.
    private void choices(JsonNode choices) {
        for (int i = 0; i < choices.size(); i++) {
            chunk(index(choices, i), first(choices.path(i).path("message")), NONE, NONE);
        }
        for (int i = 0; i < choices.size(); i++) {
            message(index(choices, i), choices.path(i));
        }
        for (int i = 0; i < choices.size(); i++) {
            JsonNode choice = choices.path(i);
            // Log probabilities go with the text. If there is none, as in a refusal, they are sent at the end.
            boolean sent = choice.path("message").hasNonNull("content");
            chunk(
                    index(choices, i),
                    Json.object(),
                    sent ? NONE : choice.path("logprobs"),
                    choice.path("finish_reason"));
        }
    }

    private static int index(JsonNode choices, int position) {
        return choices.path(position).path("index").asInt(position);
    }

    private void message(int index, JsonNode choice) {
        choice.path("message").forEachEntry((field, value) -> {
            if (field.equals("role") || value.isNull() || (value.isContainerNode() && value.isEmpty())) {
                return;
            }
            ObjectNode delta = Json.object();
            delta.set(field, field.equals("tool_calls") ? numbered(value) : value);
            chunk(index, delta, field.equals("content") ? choice.path("logprobs") : NONE, NONE);
        });
    }

    private static ObjectNode first(JsonNode message) {
        ObjectNode first = Json.object();
        first.put("role", message.path("role").asText("assistant"));
        return message.path("content").isTextual() ? first.put("content", "") : first.putNull("content");
    }

    private static JsonNode numbered(JsonNode calls) {
        if (!calls.isArray()) {
            return calls;
        }
        ArrayNode numbered = Json.object().arrayNode();
        for (JsonNode call : calls) {
            JsonNode copy = call.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.put("index", numbered.size());
            }
            numbered.add(copy);
        }
        return numbered;
    }

    private void chunk(int index, ObjectNode delta, JsonNode logprobs, JsonNode finishReason) {
        ObjectNode chunk = envelope.deepCopy();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", present(logprobs));
        choice.set("finish_reason", present(finishReason));
        events.add(ServerSentEvent.of(Json.text(chunk)));
    }

    private void usage(JsonNode usage) {
        ObjectNode chunk = envelope.deepCopy();
        chunk.putArray("choices");
        events.add(ServerSentEvent.of(Json.text(chunk.set("usage", usage))));
    }

    private static JsonNode present(JsonNode node) {
        return node.isMissingNode() ? NullNode.instance : node;
    }
}
