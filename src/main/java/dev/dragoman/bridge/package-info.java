/**
 * Serves one endpoint through the other one, for a provider that has only that. Comes in: a request, an answer or a
 * stream of one endpoint. Goes out: the same in the other's shape, or the reason why a request can't be converted.
 * Start with {@link dev.dragoman.bridge.EndpointAdapter}. Pure; does not know profiles, doors or how anything is sent.
 */
@NullMarked
package dev.dragoman.bridge;

import org.jspecify.annotations.NullMarked;
