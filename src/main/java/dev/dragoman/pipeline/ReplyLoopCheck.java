package dev.dragoman.pipeline;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Stops the start if answers in the reply queue would come back as asks, at once or by way of a dead-letter queue. */
final class ReplyLoopCheck {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final SqsClient sqs;

    /** @param sqs knows the queues' redrive policies */
    ReplyLoopCheck(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * Compares the queues, whatever their URLs look like.
     *
     * @param polledUrl the polled queue, as SQS names it
     * @param replyUrl the reply queue, as the operator names it
     * @throws ConfigurationException naming the reply queue's variable
     */
    void refuse(String polledUrl, String replyUrl) {
        QueueAddress polled = QueueAddress.parse(polledUrl).orElse(null);
        QueueAddress reply = QueueAddress.parse(replyUrl).orElse(null);
        refuse(
                same(polled, reply),
                "names the queue that DRAGOMAN_POLL_QUEUE polls: every answer would come back as an ask");
        refuse(
                same(deadLetterQueue(polledUrl), reply),
                "names the dead-letter queue of the queue that DRAGOMAN_POLL_QUEUE polls: a redrive would bring answers back as"
                        + " asks");
        refuse(
                same(deadLetterQueue(replyUrl), polled),
                "names a queue whose dead-letter queue is the one that DRAGOMAN_POLL_QUEUE polls: an answer that nobody takes"
                        + " would come back as an ask");
    }

    private static void refuse(boolean loop, String why) {
        if (loop) {
            throw new ConfigurationException("DRAGOMAN_QUEUE_REPLY", why + "; choose another queue.");
        }
    }

    private static boolean same(@Nullable QueueAddress one, @Nullable QueueAddress other) {
        return one != null && other != null && one.maybe(other);
    }

    // Who may not read the policy of a queue is not told of it; the first comparison holds all the same.
    private @Nullable QueueAddress deadLetterQueue(String queueUrl) {
        TimeLimit time = TimeLimit.of(LONGEST);
        try {
            String policy = sqs.getQueueAttributes(get -> get.queueUrl(queueUrl)
                            .attributeNames(QueueAttributeName.REDRIVE_POLICY)
                            .overrideConfiguration(time))
                    .attributes()
                    .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
            return Json.read(policy)
                    .match(
                            node -> QueueAddress.parse(
                                    node.path("deadLetterTargetArn").asText()),
                            none -> Optional.<QueueAddress>empty())
                    .orElse(null);
        } catch (SdkException notTold) {
            return null;
        }
    }
}
