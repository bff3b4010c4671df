package dev.dragoman.payload;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request that is passed through to the provider as it came.
 *
 * @param rule the rule of the profile by which it is passed through, as {@code GET /responses/{id}}
 * @param method {@code GET}, {@code POST} or {@code DELETE}
 * @param path below the provider's base URL, with a leading slash; safe characters only, so that it needs no encoding
 * @param query the query's parameters, decoded, in the order they came
 * @param headers the client's headers that are sent too
 * @param body empty if there is none
 * @param model the model that it names; empty if it names none
 * @param isPaid whether the provider is paid for it
 * @param asksForStream whether it asks for its answer as a stream, in its body or in its query
 */
public record PassedRequest(
        String rule,
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        String model,
        boolean isPaid,
        boolean asksForStream) {
    private static final Set<String> READING = Set.of("POST /embeddings", "POST /moderations");

    /**
     * Whether no model writes anything for it, so that it costs what is read.
     *
     * @return false if that is not known
     */
    public boolean onlyReads() {
        return READING.contains(rule);
    }

    /**
     * The same request with headers of the client.
     *
     * @param forwarded the headers
     * @return a new request
     */
    public PassedRequest withHeaders(Map<String, String> forwarded) {
        return new PassedRequest(rule, method, path, query, forwarded, body, model, isPaid, asksForStream);
    }
}
