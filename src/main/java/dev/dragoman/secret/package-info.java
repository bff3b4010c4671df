/**
 * Reads the provider's key from a secret store, if it is not in the environment. In: an ARN. Out: the key, to the model
 * stage only. Knows nothing of asks.
 */
@NullMarked
package dev.dragoman.secret;

import org.jspecify.annotations.NullMarked;
