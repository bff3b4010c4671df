package dev.dragoman.event;

import java.util.List;

/**
 * One message of an SQS batch, with what it asks: one ask, or one for each document of an S3 notification.
 *
 * @param id the message's id, named in {@code batchItemFailures} if it has to come again
 * @param asks empty where the message is a test event or a removal, which need no work
 */
public record QueueMessage(String id, List<Ask> asks) {
    public QueueMessage {
        asks = List.copyOf(asks);
    }
}
