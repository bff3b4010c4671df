package dev.dragoman.batch;

/**
 * A slice of a batch file: lines that are worked on together.
 *
 * @param offset where it begins, in bytes
 * @param length in bytes
 * @param lines how many requests it has
 */
record LineSlice(long offset, long length, int lines) {}
