/**
 * Where the provider's key lies, if not in the environment. Comes in: an ARN. Goes out: the key, to the model stage and
 * nowhere else. Knows no ask.
 */
@NullMarked
package dev.dragoman.secret;

import org.jspecify.annotations.NullMarked;
