/**
 * JSON as a tree, read with limits and written as it came, and JSON bound to records. Comes in: bytes or text from
 * outside. Goes out: Jackson's tree model, or records. Does not know what the JSON means.
 */
@NullMarked
package dev.dragoman.json;

import org.jspecify.annotations.NullMarked;
