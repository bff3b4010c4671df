/**
 * How a long document is cut into parts, and how the answers to the parts are put together again: pure functions of a
 * document's bytes and of the limits.
 */
@NullMarked
package dev.dragoman.parts;

import org.jspecify.annotations.NullMarked;
