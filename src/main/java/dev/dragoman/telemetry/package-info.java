/**
 * Measures and traces asks. In: asks that have ended. Out: meters and spans that follow OpenTelemetry's conventions for
 * generative AI. Knows answers and their receipts only. Records no content and no key, and of the caller's text only names, in
 * limited number and length.
 */
@NullMarked
package dev.dragoman.telemetry;

import org.jspecify.annotations.NullMarked;
