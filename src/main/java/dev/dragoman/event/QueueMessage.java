package dev.dragoman.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of an SQS batch, with what it asks: one ask, or one for each document of an S3 notification.
 *
 * @param id the message's id, named in {@code batchItemFailures} if it has to come again
 * @param asks empty where the message is a test event or a removal, which need no work
 * @param sqsReceipt how it was delivered; null where that was not told
 */
public record QueueMessage(
        String id, List<Ask> asks, @Nullable SqsReceipt sqsReceipt) {
    public QueueMessage {
        asks = List.copyOf(asks);
    }

    /** A message of whose delivery nothing is known. */
    public QueueMessage(String id, List<Ask> asks) {
        this(id, asks, null);
    }

    /**
     * The same message, and how it was delivered.
     *
     * @param how the delivery; null where that was not told
     * @return a new message
     */
    public QueueMessage withReceipt(@Nullable SqsReceipt how) {
        return new QueueMessage(id, asks, how);
    }

    /**
     * Whether another message has to wait for this one.
     *
     * @param other of the same queue
     * @return true where both are of one message group
     */
    public boolean sharesGroupWith(QueueMessage other) {
        return sqsReceipt != null
                && other.sqsReceipt != null
                && sqsReceipt.group() != null
                && Objects.equals(sqsReceipt.group(), other.sqsReceipt.group());
    }
}
