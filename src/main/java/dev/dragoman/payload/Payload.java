package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;
import java.util.Map;

/**
 * What is sent.
 *
 * @param endpoint where it goes
 * @param model the model asked
 * @param body the request in the provider's words
 * @param identities as in {@link Draft}
 * @param expectedInputTokens as in {@link Draft}
 * @param adjustments each change to the caller's request, in words
 */
public record Payload(
        Endpoint endpoint,
        String model,
        ObjectNode body,
        Map<String, String> identities,
        int expectedInputTokens,
        List<String> adjustments) {
    public Payload {
        identities = Map.copyOf(identities);
        adjustments = List.copyOf(adjustments);
    }
}
