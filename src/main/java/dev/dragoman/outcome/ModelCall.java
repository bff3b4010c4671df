package dev.dragoman.outcome;

import dev.dragoman.event.Endpoint;

/**
 * A call that was made, ready to be judged.
 *
 * @param endpoint where
 * @param expectedInputTokens what the attachments must at least cost; 0 where there are none
 * @param response what came back
 */
public record ModelCall(Endpoint endpoint, int expectedInputTokens, ProviderResponse response) {}
