package dev.dragoman.payload;

import java.util.List;
import java.util.Map;

/**
 * A request that is passed through to the provider as it came.
 *
 * @param method {@code GET}, {@code POST} or {@code DELETE}
 * @param path below the provider's base URL, with a leading slash; safe characters only, so that it needs no encoding
 * @param query the query's parameters, decoded, in the order they came
 * @param body empty if there is none
 * @param model the model that it names; empty if it names none
 */
public record PassedRequest(String method, String path, Map<String, List<String>> query, byte[] body, String model) {}
