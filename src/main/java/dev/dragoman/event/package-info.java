/**
 * What arrived, and how it is answered. Comes in: the bytes of an AWS event, an HTTP call, a queue message. Goes
 * out: an {@link dev.dragoman.event.Trigger} with its {@link dev.dragoman.event.Ask}s. Pure; does not know models,
 * AWS clients, Camel or the configuration's source.
 */
@NullMarked
package dev.dragoman.event;

import org.jspecify.annotations.NullMarked;
