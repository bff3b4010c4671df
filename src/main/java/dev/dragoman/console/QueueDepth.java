package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How many messages wait in the polled queue, as SQS estimates it; asked at most every ten seconds, when somebody looks. */
final class QueueDepth {
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final SqsClient sqs;
    private final String queue;
    private final LongSupplier nanos;

    private @Nullable ObjectNode known;
    private long knownAt;

    /**
     * @param sqs is asked
     * @param queue its name
     * @param nanos the monotonic clock
     */
    QueueDepth(SqsClient sqs, String queue, LongSupplier nanos) {
        this.sqs = sqs;
        this.queue = queue;
        this.nanos = nanos;
    }

    /**
     * The queue's name, how many messages wait, and how many are being answered. Blocks.
     *
     * @return the numbers are null if SQS does not tell
     */
    synchronized ObjectNode json() {
        ObjectNode last = known;
        if (last == null || nanos.getAsLong() - knownAt > FRESH_NANOS) {
            last = ask();
            known = last;
            knownAt = nanos.getAsLong();
        }
        return last;
    }

    private ObjectNode ask() {
        ObjectNode json = Json.object().put("name", queue).putNull("depth").putNull("hidden");
        try {
            String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
            Map<QueueAttributeName, String> told = sqs.getQueueAttributes(request -> request.queueUrl(url)
                            .attributeNames(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .attributes();
            json.put("depth", number(told.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)));
            json.put("hidden", number(told.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
        } catch (SdkException untold) {
            // It may lack the permission (sqs:GetQueueAttributes), which it needs for nothing else.
        }
        return json;
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : (Long) Long.parseLong(text);
    }
}
