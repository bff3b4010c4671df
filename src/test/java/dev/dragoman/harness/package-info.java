/** What the end-to-end tests stand on: a Lambda Runtime API, the running stack, and the events that AWS would send. */
@NullMarked
package dev.dragoman.harness;

import org.jspecify.annotations.NullMarked;
