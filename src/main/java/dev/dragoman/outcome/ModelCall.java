package dev.dragoman.outcome;

import dev.dragoman.event.Endpoint;

/**
 * A call that was made, to be classified.
 *
 * @param endpoint the endpoint that was called
 * @param expected what the ask needs of the answer
 * @param response what came back
 * @param whenDone gives the memory back that the response takes, once the ask is over
 */
public record ModelCall(Endpoint endpoint, Expectation expected, ProviderResponse response, Runnable whenDone) {}
