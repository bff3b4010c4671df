/**
 * The call to the provider. Comes in: a {@link dev.dragoman.payload.Payload}. Goes out: a
 * {@link dev.dragoman.outcome.ProviderResponse}, whatever came of it. The only package that knows the provider's key, and the only
 * one that may ever send a request twice. Does not judge what came back.
 */
@NullMarked
package dev.dragoman.model;

import org.jspecify.annotations.NullMarked;
