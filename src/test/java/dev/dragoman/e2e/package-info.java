/** End-to-end tests: the packaged artifact against the local stack, as a function and as a server. */
@NullMarked
package dev.dragoman.e2e;

import org.jspecify.annotations.NullMarked;
