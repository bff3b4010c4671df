package dev.dragoman.event;

import org.jspecify.annotations.Nullable;

/**
 * One delivery of a queue message: what is needed to set the time of the next delivery.
 *
 * @param queueUrl the queue it came from
 * @param receiptHandle SQS's handle of this delivery
 * @param receives how many times it has been delivered, this one included; at least 1
 * @param group the message group, within which a FIFO queue keeps the order; null in a standard queue
 */
public record SqsReceipt(
        String queueUrl,
        String receiptHandle,
        int receives,
        @Nullable String group) {}
