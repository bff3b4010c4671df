package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;

/** Responses, where a provider has chat completions only. */
final class ResponsesOverChat implements EndpointAdapter {
    @Override
    public Endpoint asked() {
        return Endpoint.RESPONSES;
    }

    @Override
    public Endpoint target() {
        return Endpoint.CHAT;
    }

    @Override
    public ConversionResult request(ObjectNode body) {
        return ResponsesToChatRequest.of(body);
    }

    @Override
    public ObjectNode answer(ObjectNode answer, ObjectNode request) {
        return ChatToResponsesAnswer.of(answer, request);
    }

    @Override
    public EventTranslation events(ObjectNode request) {
        return new ChatToResponsesEvents(request);
    }
}
