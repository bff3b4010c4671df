package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Continuation;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.BatchReceipt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.PartsReceipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Hands on what a message did not get done of a long document or a batch file, by another message to the same queue, or by one for
 * each slice of the file. It is sent before the old one is acknowledged, and only if something was newly answered and kept in the
 * ledger, or nothing was tried, or a budget has to be waited for: so nothing gets lost, and nothing can loop and pay. A batch file's
 * slices are handed on also if lines of them failed, with pauses that grow: their batch has a deadline. The new message is of the
 * old one's group, so that a standard queue stays fair, and the same budgets hold.
 */
public final class Continuations {
    private static final Logger LOG = Logger.getLogger(Continuations.class);

    /** Kept free at the end of an invocation, to store what is done and to hand on the rest. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** SQS hides a message for 12 hours at most; what takes longer is handed on before. */
    private static final Duration LONGEST_IN_A_QUEUE = Duration.ofHours(6);

    /** SQS delays a message by 15 minutes at most. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /**
     * A batch ends at its deadline, and its messages with it; it is handed on for each of its slices, and while they wait. What
     * waits for a budget ends with the budget's period.
     */
    private static final long MOST_WAITS = 100_000;

    /** A step that puts answers together for each part is more than there can be. */
    private static final int ASKS_OF_A_PART = 2;

    /** For so long a queue to which nothing could be sent is not tried again. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final SqsClient sqs;
    private final Clock clock;
    private final Map<String, Instant> refusing = new ConcurrentHashMap<>();

    /**
     * @param sqs sends messages
     * @param clock tells the time
     */
    public Continuations(SqsClient sqs, Clock clock) {
        this.sqs = sqs;
        this.clock = clock;
    }

    /**
     * Hands on the rest of each message that only waits for time.
     *
     * @param batch which messages failed
     * @return those that have to be delivered again all the same
     */
    public CompletionStage<BatchResult> handOn(BatchResult batch) {
        return batch.failed().stream().noneMatch(Continuations::waitsForTime)
                ? CompletableFuture.completedFuture(batch)
                : Blocking.run(() -> {
                    List<BatchResult.FailedMessage> left = new ArrayList<>(batch.failed());
                    left.removeIf(failed -> waitsForTime(failed) && isSent(failed));
                    return new BatchResult(left);
                });
    }

    /**
     * When work on an ask has to stop so that its rest can be handed on.
     *
     * @param ask the ask as its door made it
     * @param byQueue whether a message brought it
     * @param now the time
     * @return null for never
     */
    public static @Nullable Instant until(Ask ask, boolean byQueue, Instant now) {
        if (ask.endBy() != null) {
            return ask.endBy().minus(MARGIN);
        }
        return byQueue ? now.plus(LONGEST_IN_A_QUEUE) : null;
    }

    /**
     * Whether the rest of a message's work could be handed on. In a FIFO queue it would come after what it has to precede.
     *
     * @param message any message
     * @return false too if its queue refused the last continuation, or could not be reached within the last minute
     */
    public boolean mayHandOn(QueueMessage message) {
        SqsReceipt receipt = message.sqsReceipt();
        return message.continuation() != null
                && receipt != null
                && !receipt.isOrdered()
                && !clock.instant().isBefore(refusing.getOrDefault(receipt.queueUrl(), Instant.MIN));
    }

    /**
     * Whether a message whose work may be handed on was delivered before.
     *
     * @param message any message
     * @return empty for a first delivery
     */
    public Optional<Redelivery> redelivery(QueueMessage message) {
        return Optional.ofNullable(message.sqsReceipt())
                .filter(receipt -> receipt.receives() > 1 && mayHandOn(message))
                .map(Redelivery::of);
    }

    private static boolean waitsForTime(BatchResult.FailedMessage failed) {
        Continuation continuation = failed.message().continuation();
        SqsReceipt receipt = failed.message().sqsReceipt();
        return continuation != null
                && receipt != null
                && !receipt.isOrdered()
                && !failed.answers().isEmpty()
                && failed.answers().stream().allMatch(Continuations::waitsForTime)
                && continuation.count() < most(failed.answers());
    }

    private static boolean waitsForTime(Answer answer) {
        PartsReceipt parts = answer.receipt().parts();
        BatchReceipt batch = answer.receipt().batch();
        return (parts != null && parts.resumable())
                || (batch != null && !batch.next().isEmpty())
                || waitsForBudget(answer);
    }

    // Nothing was called, so nothing can loop and pay. A month has some 3,000 of the longest delays.
    private static boolean waitsForBudget(Answer answer) {
        return answer.outcome() instanceof Outcome.Unavailable unavailable
                && unavailable.problem().isOfBudget();
    }

    private static long most(List<Answer> answers) {
        return answers.stream().mapToLong(Continuations::most).sum();
    }

    private static long most(Answer answer) {
        PartsReceipt parts = answer.receipt().parts();
        if (answer.receipt().batch() != null || waitsForBudget(answer)) {
            return MOST_WAITS;
        }
        return parts == null ? 0 : (long) ASKS_OF_A_PART * parts.of();
    }

    private boolean isSent(BatchResult.FailedMessage failed) {
        QueueMessage message = failed.message();
        Continuation continuation = message.continuation();
        SqsReceipt receipt = message.sqsReceipt();
        if (continuation == null || receipt == null) {
            return false;
        }
        Duration delay = failed.answers().stream()
                .flatMap(answer -> answer.outcome().knownPause().stream())
                .max(Duration::compareTo)
                .map(pause -> pause.compareTo(LONGEST_DELAY) < 0 ? pause : LONGEST_DELAY)
                .orElse(Duration.ZERO);
        List<Integer> slices = failed.answers().stream()
                .map(answer -> answer.receipt().batch())
                .filter(Objects::nonNull)
                .flatMap(batch -> batch.next().stream())
                .toList();
        List<String> attributes = slices.isEmpty()
                ? List.of(continuation.next(receipt.sender()))
                : slices.stream()
                        .map(slice -> continuation.next(receipt.sender(), slice))
                        .toList();
        try {
            for (String attribute : attributes) {
                MessageAttributeValue value = MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(attribute)
                        .build();
                sqs.sendMessage(send -> send.queueUrl(receipt.queueUrl())
                        .messageBody(continuation.body())
                        .messageGroupId(receipt.group())
                        .messageAttributes(Map.of(Continuation.ATTRIBUTE, value))
                        .delaySeconds(Math.toIntExact(delay.toSeconds())));
            }
            refusing.remove(receipt.queueUrl());
            LOG.infof("Message %s is handed on, for the %dth time", OneLine.of(message.id()), continuation.count() + 1);
            return true;
        } catch (SdkException failure) {
            boolean isRefused = Deliveries.undelivered(failure) instanceof Outcome.Misconfigured;
            refusing.put(
                    receipt.queueUrl(),
                    isRefused ? Instant.MAX : clock.instant().plus(REST));
            LOG.warnf(
                    "What message %s did not get done could not be handed on (%s): it is delivered again, which counts; allow"
                            + " sqs:SendMessage on its queue",
                    OneLine.of(message.id()), failure.getClass().getSimpleName());
            return false;
        }
    }
}
