/**
 * Trials of the packaged Dragoman, run by {@code mvn -q -Ptrial -Dtrial=<name>}: each brings about a bad day on the
 * local stack, prints the result and fails if an expectation is not met. {@code docs/trials.md} describes each.
 */
@NullMarked
package dev.dragoman.local.trial;

import org.jspecify.annotations.NullMarked;
