package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ResponsesEventWriter;
import dev.dragoman.stream.StreamError;
import org.jspecify.annotations.Nullable;

/**
 * Builds a response from a chat completion or from the chunks of one. The same code does both, so that a stream adds up
 * to the whole answer.
 */
final class ResponseBuilder {
    private final ResponsesEventWriter events;
    private final ResponseEnvelope envelope;
    private final OutputItems output;
    private JsonNode usage = NullNode.instance;
    private @Nullable ResponseStatus ending;
    private ObjectNode failure = ErrorEvents.ofAnswer(MissingNode.getInstance());
    private boolean read;
    private boolean begun;

    ResponseBuilder(ResponsesEventWriter events, ObjectNode request) {
        this.events = events;
        this.envelope = new ResponseEnvelope(request);
        this.output = new OutputItems(events, envelope);
    }

    /**
     * Adds a chat completion, or a chunk of one.
     *
     * @param message the field that holds the text: {@code message} or {@code delta}
     */
    void add(ObjectNode chat, String message) {
        read = true;
        if (!begun) {
            envelope.addOrigin(chat);
        }
        envelope.add(chat);
        if (chat.path("usage").isObject()) {
            usage = chat.path("usage");
        }
        // One choice, because a request with n above 1 is refused. The chunk with the usage has none.
        JsonNode choice = chat.path("choices").path(0);
        // Azure tells how it has filtered the prompt in a first chunk that has neither.
        if (envelope.hasId() || choice.isObject()) {
            begin();
        }
        output.add(choice.path(message), choice.path("logprobs"));
        // Some servers send an empty reason until there is one.
        if (!Json.saysNothing(choice.path("finish_reason"))) {
            ending = ResponseStatus.ofChat(choice.path("finish_reason"));
            failure = ErrorEvents.ofAnswer(StreamError.ofChoice(chat, choice));
            output.close(ending.ofItem());
        }
    }

    // From here on the response keeps its id, its model and its time.
    private void begin() {
        if (!begun) {
            begun = true;
            events.response("response.created", envelope.response());
            events.response("response.in_progress", envelope.response());
        }
    }

    /** Whether anything was added. */
    boolean hasRead() {
        return read;
    }

    /** Ends the response. One without a finish reason is incomplete. */
    ObjectNode end() {
        begin();
        ResponseStatus ended = ending == null ? ResponseStatus.ofChat(MissingNode.getInstance()) : ending;
        output.close(ended.ofItem());
        ObjectNode response = envelope.response().put("status", ended.status());
        if (ended.reason() != null) {
            response.putObject("incomplete_details").put("reason", ended.reason());
        }
        if (ended.status().equals("failed")) {
            response.set("error", failure);
        }
        response.putArray("output").addAll(output.items());
        response.set("usage", UsageConversion.toResponses(usage));
        events.response("response." + ended.status(), response);
        return response;
    }
}
