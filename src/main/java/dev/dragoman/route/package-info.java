/**
 * What an operator's route file may say. Comes in: the text of route files. Goes out: nothing, or the file, line and reason why
 * it can't be used. Does not know Camel, nor where files lie.
 */
@NullMarked
package dev.dragoman.route;

import org.jspecify.annotations.NullMarked;
