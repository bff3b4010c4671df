/**
 * Benchmarks of the packaged Dragoman, run by {@code mvn -q -Pbench}. Each compares with a baseline in the same run, since
 * absolute times are those of one machine. Nothing here is asserted.
 */
@NullMarked
package dev.dragoman.local.bench;

import org.jspecify.annotations.NullMarked;
