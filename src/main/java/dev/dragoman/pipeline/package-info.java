/**
 * Joins the stages: makes the beans that the route files name (here and nowhere else), tells routes what is known of an ask,
 * and lets the edges enter the routes. Knows every stage; no stage knows it.
 */
@NullMarked
package dev.dragoman.pipeline;

import org.jspecify.annotations.NullMarked;
