/**
 * Makes the JSON that is sent. Comes in: a {@link dev.dragoman.payload.ResolvedRequest}, the request with its
 * references resolved. Goes out: a {@link dev.dragoman.payload.Payload} with the list of adjustments; no field is
 * dropped without one. Pure; does not know where the ask came from nor how it is sent.
 */
@NullMarked
package dev.dragoman.payload;

import org.jspecify.annotations.NullMarked;
