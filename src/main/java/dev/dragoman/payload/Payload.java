package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.stream.EventTranslation;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the provider.
 *
 * @param endpoint the endpoint that it is sent to
 * @param model the name of the model
 * @param body the request as the provider takes it
 * @param identities as in {@link ResolvedRequest}
 * @param expected what the ask needs of the answer
 * @param adjustments each change to the caller's request, in words
 * @param relay makes the translation of the provider's events for the caller, a new one for each attempt; null if the
 *     answer is not streamed
 */
public record Payload(
        Endpoint endpoint,
        String model,
        ObjectNode body,
        Map<String, String> identities,
        Expectation expected,
        List<String> adjustments,
        @Nullable Supplier<EventTranslation> relay) {
    /** A payload whose answer is not streamed. */
    public Payload(
            Endpoint endpoint,
            String model,
            ObjectNode body,
            Map<String, String> identities,
            int expectedInputTokens,
            List<String> adjustments) {
        this(endpoint, model, body, identities, Expectation.ofTokens(expectedInputTokens), adjustments, null);
    }

    /**
     * Whether it is known which model answers.
     *
     * @return false if only the provider knows the model, since a stored prompt has chosen it
     */
    public boolean isModelKnown() {
        return !model.equals(Payloads.OF_STORED_PROMPT);
    }

    public Payload {
        identities = Map.copyOf(identities);
        adjustments = List.copyOf(adjustments);
    }
}
