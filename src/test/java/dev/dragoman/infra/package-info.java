/**
 * The rules that the files in {@code infra/} keep. Comes in: the files' text. Goes out: sentences about what breaks a
 * rule. Does not know AWS: what is deployable only a deployment can tell.
 */
@NullMarked
package dev.dragoman.infra;

import org.jspecify.annotations.NullMarked;
