package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ResponsesEventWriter;
import org.jspecify.annotations.Nullable;

/**
 * A response, rebuilt from a chat completion or the chunks of one. One way for both, so that a stream adds up to what
 * the whole answer says.
 */
final class ResponseBuilder {
    private final ResponsesEventWriter events;
    private final ResponseEnvelope envelope;
    private final OutputItems output;
    private JsonNode usage = NullNode.instance;
    private @Nullable ResponseStatus ending;
    private boolean begun;

    ResponseBuilder(ResponsesEventWriter events, ObjectNode request) {
        this.events = events;
        this.envelope = new ResponseEnvelope(request);
        this.output = new OutputItems(events, envelope);
    }

    /**
     * Takes a chat completion, or a chunk of one.
     *
     * @param said the field that holds what was said: {@code message} or {@code delta}
     */
    void add(ObjectNode chat, String said) {
        envelope.add(chat);
        if (!begun) {
            begun = true;
            events.response("response.created", envelope.response());
            events.response("response.in_progress", envelope.response());
        }
        if (chat.path("usage").isObject()) {
            usage = chat.path("usage");
        }
        // There is one choice, since n can't be carried; chunks with the usage have none.
        JsonNode choice = chat.path("choices").path(0);
        output.add(choice.path(said), choice.path("logprobs"));
        if (choice.hasNonNull("finish_reason")) {
            ending = ResponseStatus.ofChat(choice.path("finish_reason"));
            output.close(ending.ofItem());
        }
    }

    boolean isBegun() {
        return begun;
    }

    /** Ends the response. A completion without a finish reason is one that nobody vouches for. */
    ObjectNode end() {
        ResponseStatus ended = ending == null ? ResponseStatus.ofChat(MissingNode.getInstance()) : ending;
        output.close(ended.ofItem());
        ObjectNode response = envelope.response().put("status", ended.status());
        if (ended.reason() != null) {
            response.putObject("incomplete_details").put("reason", ended.reason());
        }
        if (ended.status().equals("failed")) {
            ObjectNode error = Json.object().put("code", "server_error");
            response.set("error", error.put("message", "The model failed to generate a response."));
        }
        response.putArray("output").addAll(output.items());
        response.set("usage", UsageConversion.toResponses(usage));
        events.response("response." + ended.status(), response);
        return response;
    }
}
