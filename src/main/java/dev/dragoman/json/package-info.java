/**
 * JSON as a tree: read with limits, written as it came. Comes in: bytes or text from outside. Goes out: Jackson's
 * tree model. Does not know what the JSON means.
 */
@NullMarked
package dev.dragoman.json;

import org.jspecify.annotations.NullMarked;
