package dev.dragoman.event;

import org.jspecify.annotations.Nullable;

/**
 * One delivery of a queue message: who sent it, and what is needed to set the time of the next delivery.
 *
 * @param queueUrl the queue it came from
 * @param receiptHandle SQS's handle of this delivery
 * @param receives how many times it has been delivered, this one included; at least 1
 * @param group the message group, within which a FIFO queue keeps the order; in a standard queue a tenant, or null if the sender
 *     named none
 * @param senderId who sent it, as SQS says: a user's or a role's id, and after a colon the role's session; null if not known
 */
public record SqsReceipt(
        String queueUrl,
        String receiptHandle,
        int receives,
        @Nullable String group,
        @Nullable String senderId) {
    /** A delivery of which SQS does not say who sent it. */
    public SqsReceipt(String queueUrl, String receiptHandle, int receives, @Nullable String group) {
        this(queueUrl, receiptHandle, receives, group, null);
    }

    /**
     * Whether other messages of its group have to wait for it.
     *
     * @return true if it came from a FIFO queue
     */
    public boolean isOrdered() {
        return QueueAddress.isFifo(queueUrl);
    }

    /**
     * Who sent the message: it is the same for each delivery of it, and for what the same sender sends again. Sessions do not
     * count: each start of a program has another.
     *
     * @return a digest of the queue, the group and the sender's id
     */
    public String sender() {
        String principal = senderId == null ? "" : senderId.replaceFirst(":.*", "");
        return Sha256.hex(String.join("\n", queueUrl, group == null ? "" : group, principal));
    }
}
