package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose references are resolved; it is not translated yet.
 *
 * @param endpoint the endpoint that the caller asked
 * @param body the request, a copy that may be changed
 * @param identities for each text in the body that differs between calls (a presigned URL), what it stands for
 * @param expectedInputTokens what the attachments must cost at least; 0 if there are none
 * @param adjustments each change to the caller's request so far, in words
 * @param division how the document is read instead, if it is too long for one request: then the rest says nothing. Null for
 *     a request
 * @param whenDone gives back the memory that its documents take; called once when the ask is over, however it ends
 */
public record ResolvedRequest(
        Endpoint endpoint,
        ObjectNode body,
        Map<String, String> identities,
        int expectedInputTokens,
        List<String> adjustments,
        @Nullable Division division,
        Runnable whenDone) {
    /** A request that has taken no memory. */
    public ResolvedRequest(
            Endpoint endpoint,
            ObjectNode body,
            Map<String, String> identities,
            int expectedInputTokens,
            List<String> adjustments) {
        this(endpoint, body, identities, expectedInputTokens, adjustments, null, () -> {});
    }

    /** A request without adjustments. */
    public ResolvedRequest(
            Endpoint endpoint, ObjectNode body, Map<String, String> identities, int expectedInputTokens) {
        this(endpoint, body, identities, expectedInputTokens, List.of());
    }

    /** A document that is read in parts. */
    public ResolvedRequest(Division division) {
        this(Endpoint.RESPONSES, Json.object(), Map.of(), 0, List.of(), division, () -> {});
    }

    public ResolvedRequest {
        identities = Map.copyOf(identities);
        adjustments = List.copyOf(adjustments);
    }

    /**
     * The same request, which has taken memory.
     *
     * @param giveBack gives it back
     * @return a new request
     */
    public ResolvedRequest holding(Runnable giveBack) {
        return new ResolvedRequest(endpoint, body, identities, expectedInputTokens, adjustments, division, giveBack);
    }
}
