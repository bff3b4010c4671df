package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.stream.ServerSentEvent.Role;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a chat completion from its chunks. Only {@code [DONE]} ends it. Fields that are not known here are kept: texts
 * are joined, of anything else the last value counts that says something.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/streaming">The chat completion chunk object</a>
 */
public final class ChatAccumulator implements StreamAccumulator {
    private final ObjectNode envelope = Json.object();
    private final Map<Integer, ChoiceAccumulator> choices = new TreeMap<>();
    private @Nullable ObjectNode error;
    private boolean begun;
    private boolean ended;

    /** Starts without any event. */
    public ChatAccumulator() {}

    @Override
    public Role add(ServerSentEvent event) {
        String data = event.data();
        if (ended || data == null) {
            return Role.PING;
        }
        if (event.isDone()) {
            ended = true;
            return Role.END;
        }
        JsonNode json = event.json();
        JsonNode problem = StreamError.of(event, json);
        if (problem != null) {
            error = error == null ? StreamError.envelope(problem) : error;
            return Role.LAST_ERROR;
        }
        if (json instanceof ObjectNode chunk) {
            begun |= chunk.path("choices").isArray();
            chunk.properties().forEach(field -> add(field.getKey(), field.getValue()));
            boolean ping = event.role() == Role.PING
                    || Role.ofType(chunk.path("type").asText()) == Role.PING
                    || StreamError.isEmpty(chunk);
            return ping && !chunk.has("choices") ? Role.PING : Role.PIECE;
        }
        return event.role() == Role.PING ? Role.PING : Role.PIECE;
    }

    private void add(String name, JsonNode value) {
        switch (name) {
            case "object" -> envelope.put(name, "chat.completion");
            case "choices" -> {
                envelope.putIfAbsent(name, Json.object().arrayNode());
                value.forEach(this::addChoice);
            }
            // Padding that hides the length of encrypted chunks from eavesdroppers; it is no part of the answer.
            case "obfuscation" -> {}
            default -> {
                if (ChoiceAccumulator.replaces(envelope.get(name), value)) {
                    envelope.set(name, value);
                }
            }
        }
    }

    private void addChoice(JsonNode choice) {
        JsonNode index = choice.path("index");
        if (choice.isObject()) {
            choices.computeIfAbsent(index.asInt(0), any -> new ChoiceAccumulator())
                    .add(choice);
        }
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isWhole() {
        return ended || (!choices.isEmpty() && choices.values().stream().allMatch(ChoiceAccumulator::isFinished));
    }

    @Override
    public @Nullable ObjectNode error() {
        return error == null ? null : error.deepCopy();
    }

    @Override
    public ObjectNode answer() {
        ObjectNode answer = Json.object().setAll(envelope);
        answer.put("object", "chat.completion");
        ArrayNode whole = answer.putArray("choices");
        choices.forEach((index, choice) -> whole.add(choice.tree(index)));
        if (answer.path("usage").isNull()) {
            answer.remove("usage");
        }
        return answer;
    }

    @Override
    public long charactersWritten() {
        return choices.values().stream().mapToLong(ChoiceAccumulator::written).sum();
    }

    @Override
    public long weight() {
        return JsonWeight.of(envelope)
                + choices.values().stream().mapToLong(ChoiceAccumulator::weight).sum();
    }
}
