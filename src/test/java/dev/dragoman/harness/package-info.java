/** What the end-to-end tests use: a Lambda Runtime API, the running stack, and the events that AWS would send. */
@NullMarked
package dev.dragoman.harness;

import org.jspecify.annotations.NullMarked;
