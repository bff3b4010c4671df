/**
 * The HTTP door: {@code /v1} as an OpenAI client expects it. Comes in: an HTTP request, from Dragoman's own server or
 * through a Function URL. Goes out: an {@link dev.dragoman.delivery.HttpAnswer}. Does not know how asks are answered.
 */
@NullMarked
package dev.dragoman.http;

import org.jspecify.annotations.NullMarked;
