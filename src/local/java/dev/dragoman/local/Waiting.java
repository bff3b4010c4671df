package dev.dragoman.local;

import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How many messages a queue holds. */
public final class Waiting {
    private Waiting() {}

    /**
     * Counts them.
     *
     * @param sqs asks the queue
     * @param queue its URL
     * @return those that can be received, and those that are being worked on
     */
    public static int in(SqsClient sqs, String queue) {
        return sqs
                .getQueueAttributes(get -> get.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(number -> Integer.parseInt(Objects.requireNonNull(number)))
                .sum();
    }
}
