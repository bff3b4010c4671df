package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is sent.
 *
 * @param endpoint where it goes
 * @param model the model asked
 * @param body the request in the provider's words
 * @param identities as in {@link ResolvedRequest}
 * @param expectedInputTokens as in {@link ResolvedRequest}
 * @param adjustments each change to the caller's request, in words
 * @param relay makes what puts the provider's events into the caller's words, anew for each attempt; null where the
 *     answer comes whole
 */
public record Payload(
        Endpoint endpoint,
        String model,
        ObjectNode body,
        Map<String, String> identities,
        int expectedInputTokens,
        List<String> adjustments,
        @Nullable Supplier<EventTranslation> relay) {
    /** A payload whose answer comes whole. */
    public Payload(
            Endpoint endpoint,
            String model,
            ObjectNode body,
            Map<String, String> identities,
            int expectedInputTokens,
            List<String> adjustments) {
        this(endpoint, model, body, identities, expectedInputTokens, adjustments, null);
    }

    public Payload {
        identities = Map.copyOf(identities);
        adjustments = List.copyOf(adjustments);
    }
}
