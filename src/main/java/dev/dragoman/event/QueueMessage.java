package dev.dragoman.event;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of an SQS batch, with its asks: one, or one for each document of an S3 notification.
 *
 * @param id the message's id, named in {@code batchItemFailures} if it has to be delivered again
 * @param asks empty if the message is a test event or a removal, which need no work
 * @param sqsReceipt how it was delivered; null if that is not known
 * @param pointer where the body is, if the queue has only a pointer to it; there are no asks then. Null for a body of its own
 * @param continuation what is needed to hand on the rest of its work; null if that can't be done
 */
public record QueueMessage(
        String id,
        List<Ask> asks,
        @Nullable SqsReceipt sqsReceipt,
        @Nullable PayloadPointer pointer,
        @Nullable Continuation continuation) {
    public QueueMessage {
        asks = List.copyOf(asks);
    }

    /** A message whose work is not handed on. */
    public QueueMessage(String id, List<Ask> asks, @Nullable SqsReceipt sqsReceipt, @Nullable PayloadPointer pointer) {
        this(id, asks, sqsReceipt, pointer, null);
    }

    /** A message with a body of its own. */
    public QueueMessage(String id, List<Ask> asks, @Nullable SqsReceipt sqsReceipt) {
        this(id, asks, sqsReceipt, null);
    }

    /** A message without an SQS receipt. */
    public QueueMessage(String id, List<Ask> asks) {
        this(id, asks, null);
    }

    /**
     * The same message with its SQS receipt.
     *
     * @param how it was delivered; null if that is not known
     * @return a new message
     */
    public QueueMessage withReceipt(@Nullable SqsReceipt how) {
        String group = how == null ? null : how.group();
        QueueAddress source =
                how == null ? null : QueueAddress.parse(how.queueUrl()).orElse(null);
        // What goes on with another's work asks in the name of who sent the first message.
        String sender = continuation == null || continuation.sender() == null
                ? how == null ? null : how.sender()
                : continuation.sender();
        QueueMessage sent = sender == null ? this : sentBy(sender);
        return new QueueMessage(
                id,
                sent.asks.stream()
                        .map(ask -> ask.withGroup(group).withSource(source))
                        .toList(),
                how,
                pointer,
                continuation);
    }

    /**
     * The same message, sent by somebody.
     *
     * @param sender stands for the sender, as {@link Ask#sentBy} takes it
     * @return a new message
     */
    QueueMessage sentBy(String sender) {
        return new QueueMessage(
                id, asks.stream().map(ask -> ask.sentBy(sender)).toList(), sqsReceipt, pointer, continuation);
    }

    /**
     * The same message under its own id, if it was read under that of the first one.
     *
     * @param ownId its id
     * @param rest what is needed to hand on the rest of its work; null if that can't be done
     * @return a new message
     */
    public QueueMessage withContinuation(String ownId, @Nullable Continuation rest) {
        Integer slice = rest == null ? null : rest.slice();
        List<Ask> own = slice == null
                ? asks
                : asks.stream().map(ask -> ask.ofSlice(slice)).toList();
        return new QueueMessage(ownId, own, sqsReceipt, pointer, rest);
    }

    /**
     * Whether another message has to wait for this one.
     *
     * @param other a message of the same queue
     * @return true if both are of one message group of a FIFO queue
     */
    public boolean isOrderedWith(QueueMessage other) {
        return sqsReceipt != null
                && other.sqsReceipt != null
                && sqsReceipt.isOrdered()
                && Objects.equals(sqsReceipt.group(), other.sqsReceipt.group());
    }
}
