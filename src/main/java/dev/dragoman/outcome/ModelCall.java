package dev.dragoman.outcome;

import dev.dragoman.event.Endpoint;

/**
 * A call that was made, to be classified.
 *
 * @param endpoint the endpoint that was called
 * @param expectedInputTokens what the attachments must at least cost; 0 if there are none
 * @param response what came back
 */
public record ModelCall(Endpoint endpoint, int expectedInputTokens, ProviderResponse response) {}
