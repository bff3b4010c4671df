/**
 * The page at {@code /}, and what it reads (docs/console.md). Comes in: asks that have ended, calls to {@code /v1/dragoman/}. Goes
 * out: the page's files, the last asks as a stream, the last hour as series, the documents of a polled bucket. All of it is in
 * memory, and bounded. Nothing needs this package: without it, all else is as it is.
 */
@NullMarked
package dev.dragoman.console;

import org.jspecify.annotations.NullMarked;
