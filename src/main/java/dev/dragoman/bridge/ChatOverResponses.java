package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;

/** Chat completions, where a provider has responses only. */
final class ChatOverResponses implements EndpointAdapter {
    @Override
    public Endpoint asked() {
        return Endpoint.CHAT;
    }

    @Override
    public Endpoint target() {
        return Endpoint.RESPONSES;
    }

    @Override
    public ConversionResult request(ObjectNode body) {
        return ChatToResponsesRequest.of(body);
    }

    @Override
    public ObjectNode answer(ObjectNode answer, ObjectNode request) {
        return ResponsesToChatAnswer.of(answer);
    }

    @Override
    public EventTranslation events(ObjectNode request) {
        return new ResponsesToChatEvents(request);
    }
}
