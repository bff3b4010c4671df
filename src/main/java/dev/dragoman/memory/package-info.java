/** What may be kept in the heap: by the calls in work together, and in a map. Knows nothing of what it is kept for. */
@NullMarked
package dev.dragoman.memory;

import org.jspecify.annotations.NullMarked;
