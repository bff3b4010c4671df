package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;
import java.util.Map;

/**
 * A request whose references are resolved, not yet in the provider's words.
 *
 * @param endpoint where it goes
 * @param body the request; owned by the draft, free to change
 * @param identities for each text in the body that differs from call to call (a presigned URL), what it stands for
 * @param expectedInputTokens what the attachments must at least cost; 0 where there are none
 * @param adjustments each change to the caller's request so far, in words
 */
public record ResolvedRequest(
        Endpoint endpoint,
        ObjectNode body,
        Map<String, String> identities,
        int expectedInputTokens,
        List<String> adjustments) {
    /** A draft of a request that is as the caller made it. */
    public ResolvedRequest(
            Endpoint endpoint, ObjectNode body, Map<String, String> identities, int expectedInputTokens) {
        this(endpoint, body, identities, expectedInputTokens, List.of());
    }

    public ResolvedRequest {
        identities = Map.copyOf(identities);
        adjustments = List.copyOf(adjustments);
    }
}
