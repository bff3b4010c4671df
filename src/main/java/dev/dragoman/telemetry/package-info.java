/**
 * What is measured and traced: ended asks come in; meters and spans that follow OpenTelemetry's conventions for
 * generative AI go out. Knows answers and their receipts only; no content, no key and no caller's text reaches it
 * outside bounded names.
 */
@NullMarked
package dev.dragoman.telemetry;

import org.jspecify.annotations.NullMarked;
