/**
 * What became of an ask. Comes in: the provider's {@link dev.dragoman.outcome.ProviderResponse}. Goes out: an
 * {@link dev.dragoman.outcome.Outcome} and the {@link dev.dragoman.outcome.Receipt} that says what was paid for. Pure;
 * does not know how the model was called nor how the answer is delivered.
 */
@NullMarked
package dev.dragoman.outcome;

import org.jspecify.annotations.NullMarked;
