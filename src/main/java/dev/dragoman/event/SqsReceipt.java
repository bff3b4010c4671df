package dev.dragoman.event;

import org.jspecify.annotations.Nullable;

/**
 * One delivery of a queue message: what it takes to say when the next one may be.
 *
 * @param queueUrl the queue it came from
 * @param receiptHandle names this delivery
 * @param receives how many times it has been delivered, this one included; at least 1
 * @param group the message group, in whose order a FIFO queue delivers; null in a standard queue
 */
public record SqsReceipt(
        String queueUrl,
        String receiptHandle,
        int receives,
        @Nullable String group) {}
