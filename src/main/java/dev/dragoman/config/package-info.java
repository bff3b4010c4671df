/**
 * The settings: one documented interface per stage, with a default for most keys. Comes in: environment variables and
 * properties. Goes out: typed, checked values. Does not know what the stages do with them.
 */
@NullMarked
package dev.dragoman.config;

import org.jspecify.annotations.NullMarked;
