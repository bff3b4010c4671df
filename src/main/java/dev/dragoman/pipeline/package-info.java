/**
 * Joins the stages: the beans that the route files name, made here and nowhere else, and the gateway through which the
 * edges enter the routes. Knows every stage; no stage knows it.
 */
@NullMarked
package dev.dragoman.pipeline;

import org.jspecify.annotations.NullMarked;
