/**
 * Answers that come piece by piece. Comes in: the bytes of a {@code text/event-stream}. Goes out: its events, and the
 * whole answer that they add up to; or, the other way round, the events that a whole answer would have come in. Pure;
 * does not know where events come from or go to.
 */
@NullMarked
package dev.dragoman.stream;

import org.jspecify.annotations.NullMarked;
