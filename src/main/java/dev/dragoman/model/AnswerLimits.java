package dev.dragoman.model;

import java.time.Duration;

/**
 * The limits of the provider's answer.
 *
 * @param firstByte how long it may take to begin
 * @param idle how long nothing may move in a stream that has begun
 * @param largest how many bytes it may have
 * @param pool what all answers share
 */
public record AnswerLimits(Duration firstByte, Duration idle, long largest, AnswerPool pool) {}
