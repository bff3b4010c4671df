/**
 * What a route file may say. Comes in: the text of route files, the built-in ones and those that an operator adds. Goes
 * out: nothing, or the file, line and reason why it must not be built. Does not know Camel, nor where files lie.
 */
@NullMarked
package dev.dragoman.route;

import org.jspecify.annotations.NullMarked;
