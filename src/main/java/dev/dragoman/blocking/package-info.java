/** The way off the event loop for steps that wait for a disk or another service. Knows nothing of Dragoman. */
@NullMarked
package dev.dragoman.blocking;

import org.jspecify.annotations.NullMarked;
