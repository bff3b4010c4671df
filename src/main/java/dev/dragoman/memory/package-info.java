/** How much of the heap the calls in work may take together. Knows nothing of what it is taken for. */
@NullMarked
package dev.dragoman.memory;

import org.jspecify.annotations.NullMarked;
