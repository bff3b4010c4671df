package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.SqsReceipt;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** Tells the queue when the messages that failed may come again. */
public final class RetryScheduler {
    private static final Logger LOG = Logger.getLogger(RetryScheduler.class);

    /** The most entries that a batch request to SQS may have. */
    private static final int LARGEST_BATCH = 10;

    private final SqsClient sqs;
    private final Clock clock;
    private final VisibilityBackoff backoff;

    /**
     * @param sqs sets visibility timeouts
     * @param clock tells the time
     * @param random from 0 to 1, so that messages which failed together don't come again together
     */
    public RetryScheduler(SqsClient sqs, Clock clock, DoubleSupplier random) {
        this.sqs = sqs;
        this.clock = clock;
        this.backoff = new VisibilityBackoff(random);
    }

    /**
     * Sets the visibility timeout of each message that failed. Where that fails, the message comes again after the
     * queue's own: sooner or later than it should, but it comes.
     *
     * @param verdict which have to come again
     * @return the same verdict, when the queue has answered
     */
    public CompletionStage<BatchResult> schedule(BatchResult verdict) {
        Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes = changes(verdict);
        return changes.isEmpty()
                ? CompletableFuture.completedFuture(verdict)
                : Blocking.run(() -> {
                    changes.forEach(this::change);
                    return verdict;
                });
    }

    private Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes(BatchResult verdict) {
        Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes = new LinkedHashMap<>();
        for (BatchResult.FailedMessage failed : verdict.failed()) {
            SqsReceipt delivery = failed.message().sqsReceipt();
            if (delivery != null) {
                backoff.after(delivery.receives(), failed.answers(), clock.instant())
                        .ifPresent(wait -> change(changes, delivery, wait));
            }
        }
        return changes;
    }

    private static void change(
            Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes, SqsReceipt delivery, Duration wait) {
        List<ChangeMessageVisibilityBatchRequestEntry> ofQueue =
                changes.computeIfAbsent(delivery.queueUrl(), url -> new ArrayList<>());
        ofQueue.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(Integer.toString(ofQueue.size()))
                .receiptHandle(delivery.receiptHandle())
                .visibilityTimeout(Math.toIntExact(wait.toSeconds()))
                .build());
    }

    private void change(String queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries) {
        for (int from = 0; from < entries.size(); from += LARGEST_BATCH) {
            List<ChangeMessageVisibilityBatchRequestEntry> some =
                    entries.subList(from, Math.min(entries.size(), from + LARGEST_BATCH));
            try {
                sqs.changeMessageVisibilityBatch(
                                change -> change.queueUrl(queueUrl).entries(some))
                        .failed()
                        .forEach(refused -> LOG.warnf(
                                "A message's visibility timeout was not set (%s): it comes again after the queue's own",
                                refused.code()));
            } catch (SdkException failure) {
                LOG.warnf(
                        "The visibility timeouts of %d messages were not set: they come again after the queue's own (%s)",
                        some.size(), failure.getClass().getSimpleName());
            }
        }
    }
}
