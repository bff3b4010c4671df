package dev.dragoman.delivery;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.SqsReceipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** Tells the queue when it may deliver failed messages again. */
public final class RetryScheduler {
    private static final Logger LOG = Logger.getLogger(RetryScheduler.class);

    /** The most entries that a batch request to SQS may have. */
    private static final int LARGEST_BATCH = 10;

    /** Without it the message comes again after the queue's own timeout: not worth waiting long for. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final SqsClient sqs;
    private final Clock clock;
    private final VisibilityBackoff backoff;

    /**
     * @param sqs sets visibility timeouts
     * @param clock tells the time
     * @param random from 0 to 1, so that messages which failed together are not delivered again together
     */
    public RetryScheduler(SqsClient sqs, Clock clock, DoubleSupplier random) {
        this(sqs, clock, random, model -> Duration.ZERO);
    }

    /**
     * @param sqs sets visibility timeouts
     * @param clock tells the time
     * @param random from 0 to 1, so that messages which failed together are not delivered again together
     * @param outages the first wait of asks for a model in an outage; zero if there is none
     */
    public RetryScheduler(SqsClient sqs, Clock clock, DoubleSupplier random, Function<String, Duration> outages) {
        this.sqs = sqs;
        this.clock = clock;
        this.backoff = new VisibilityBackoff(random, outages);
    }

    /**
     * Sets the visibility timeout of each failed message. If that fails, the message is delivered again after the queue's
     * own timeout. What was not begun comes again with the message that it waits for: before it, SQS would not hand it out, and
     * if it stayed away for longer, it would hold up its group.
     *
     * @param batch which messages failed
     * @return the same result, once the queue has answered
     */
    public CompletionStage<BatchResult> schedule(BatchResult batch) {
        Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes = changes(batch);
        return changes.isEmpty()
                ? CompletableFuture.completedFuture(batch)
                : Blocking.run(() -> {
                    TimeLimit time = timeLeft(batch);
                    changes.forEach((queueUrl, entries) -> change(queueUrl, entries, time));
                    return batch;
                });
    }

    private TimeLimit timeLeft(BatchResult batch) {
        Instant now = clock.instant();
        return TimeLimit.of(batch.failed().stream()
                .flatMap(failed -> failed.answers().stream())
                .map(answer -> answer.ask().timeToDeliver(now))
                .filter(left -> left.compareTo(LONGEST) < 0)
                .min(Duration::compareTo)
                .orElse(LONGEST));
    }

    private Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes(BatchResult batch) {
        Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes = new LinkedHashMap<>();
        IdentityHashMap<BatchResult.FailedMessage, Optional<Duration>> waits = new IdentityHashMap<>();
        for (BatchResult.FailedMessage failed : batch.failed()) {
            SqsReceipt receipt = failed.message().sqsReceipt();
            if (receipt != null) {
                waits.computeIfAbsent(failed.first(), this::wait).ifPresent(wait -> change(changes, receipt, wait));
            }
        }
        return changes;
    }

    private Optional<Duration> wait(BatchResult.FailedMessage failed) {
        return Optional.ofNullable(failed.message().sqsReceipt())
                .flatMap(receipt -> backoff.after(receipt.receives(), failed.answers(), clock.instant()));
    }

    private static void change(
            Map<String, List<ChangeMessageVisibilityBatchRequestEntry>> changes, SqsReceipt receipt, Duration wait) {
        List<ChangeMessageVisibilityBatchRequestEntry> ofQueue =
                changes.computeIfAbsent(receipt.queueUrl(), url -> new ArrayList<>());
        ofQueue.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(Integer.toString(ofQueue.size()))
                .receiptHandle(receipt.receiptHandle())
                .visibilityTimeout(Math.toIntExact(wait.toSeconds()))
                .build());
    }

    private void change(String queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries, TimeLimit time) {
        for (int from = 0; from < entries.size(); from += LARGEST_BATCH) {
            List<ChangeMessageVisibilityBatchRequestEntry> some =
                    entries.subList(from, Math.min(entries.size(), from + LARGEST_BATCH));
            try {
                sqs.changeMessageVisibilityBatch(change ->
                                change.queueUrl(queueUrl).entries(some).overrideConfiguration(time))
                        .failed()
                        .forEach(refused -> LOG.warnf(
                                "A message's visibility timeout was not set (%s): it is delivered again after the queue's own",
                                refused.code()));
            } catch (SdkException failure) {
                LOG.warnf(
                        "The visibility timeouts of %d messages were not set: they are delivered again after the queue's own (%s)",
                        some.size(), failure.getClass().getSimpleName());
            }
        }
    }
}
