package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the chunks of one chat completion with one choice.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">The chat completion chunk object</a>
 */
final class ChunkWriter {
    private final boolean withUsage;
    private final List<ServerSentEvent> written = new ArrayList<>();
    private ObjectNode envelope = CompletionEnvelope.of(MissingNode.getInstance(), "chat.completion.chunk");
    private boolean roleWritten;

    /**
     * Makes a writer.
     *
     * @param withUsage whether the caller asked for the usage, in a last chunk without a choice
     */
    ChunkWriter(boolean withUsage) {
        this.withUsage = withUsage;
    }

    /** Sets the fields that each chunk repeats from the response. */
    void begin(JsonNode response) {
        envelope = CompletionEnvelope.of(response, "chat.completion.chunk");
    }

    /** Writes the chunk with the role, unless it is written already. */
    void role() {
        if (!roleWritten) {
            roleWritten = true;
            ObjectNode role = Json.object().put("role", "assistant").put("content", "");
            choice(role.putNull("refusal"), MissingNode.getInstance()).putNull("finish_reason");
            write();
        }
    }

    void delta(ObjectNode delta, JsonNode logprobs) {
        role();
        choice(delta, logprobs).putNull("finish_reason");
        write();
    }

    void call(int index, ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").addObject().put("index", index).setAll(call);
        delta(delta, MissingNode.getInstance());
    }

    void end(JsonNode response, boolean called) {
        role();
        choice(Json.object(), MissingNode.getInstance()).put("finish_reason", ResponseStatus.toChat(response, called));
        write();
        if (withUsage) {
            envelope.putArray("choices");
            envelope.set("usage", UsageConversion.toChat(response.path("usage")));
            written.add(ServerSentEvent.of(Json.text(envelope)));
        }
        written.add(ServerSentEvent.of(ServerSentEvent.DONE));
    }

    void fail(JsonNode error) {
        written.add(ServerSentEvent.of(Json.text(ErrorEvents.toChat(error))).as(ServerSentEvent.Role.LAST_ERROR));
    }

    private ObjectNode choice(ObjectNode delta, JsonNode logprobs) {
        ObjectNode choice = envelope.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.set("logprobs", LogprobsConversion.ofChoice(logprobs));
        return choice;
    }

    private void write() {
        if (withUsage) {
            envelope.putNull("usage");
        }
        written.add(ServerSentEvent.of(Json.text(envelope)));
    }

    List<ServerSentEvent> take() {
        List<ServerSentEvent> taken = List.copyOf(written);
        written.clear();
        return taken;
    }
}
