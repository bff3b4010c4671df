/**
 * The Lambda edge: the loop on the Runtime API. Comes in: invocations of any trigger. Goes out: the function's result in
 * the shape that the trigger expects. Does not know how asks are answered.
 */
@NullMarked
package dev.dragoman.lambda;

import org.jspecify.annotations.NullMarked;
