/**
 * Files of requests in the format of OpenAI's Batch API: how one is checked before anything is paid, cut into slices, worked on
 * and answered by files in the same order.
 */
@NullMarked
package dev.dragoman.batch;

import org.jspecify.annotations.NullMarked;
