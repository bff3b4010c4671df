/**
 * The call to the provider. In: a {@link dev.dragoman.payload.Payload}. Out: a
 * {@link dev.dragoman.outcome.ProviderResponse}, also for a call that failed. The only package that knows the provider's key,
 * and the only one that may send a request twice. Leaves it to the next stage to classify the response.
 */
@NullMarked
package dev.dragoman.model;

import org.jspecify.annotations.NullMarked;
