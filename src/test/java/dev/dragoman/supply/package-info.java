/** What the build takes from elsewhere: pinned, released, and the same tomorrow. */
@NullMarked
package dev.dragoman.supply;

import org.jspecify.annotations.NullMarked;
