package dev.dragoman.model;

import java.time.Duration;

/**
 * What an answer of the provider may take.
 *
 * @param firstByte how long it may take to begin
 * @param idle how long a stream may stand still once it has begun
 * @param largest how many bytes it may have
 */
public record AnswerLimits(Duration firstByte, Duration idle, long largest) {}
