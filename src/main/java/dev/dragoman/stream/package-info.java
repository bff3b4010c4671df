/**
 * Streamed answers. Comes in: the bytes of a {@code text/event-stream}. Goes out: its events, and the whole answer that
 * they add up to; or, the other way round, a whole answer as the events of a stream. Pure; does not know where events
 * come from or go to.
 */
@NullMarked
package dev.dragoman.stream;

import org.jspecify.annotations.NullMarked;
