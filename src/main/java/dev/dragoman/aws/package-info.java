/**
 * What all calls to AWS have in common: their limits of time. In: how long a step may take. Out: the settings of its requests.
 * Knows no stage.
 */
@NullMarked
package dev.dragoman.aws;

import org.jspecify.annotations.NullMarked;
