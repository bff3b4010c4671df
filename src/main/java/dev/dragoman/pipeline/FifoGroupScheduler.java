package dev.dragoman.pipeline;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Keeps the order of a FIFO queue within a batch: one message of each message group at a time, and none after one that failed,
 * which it would overtake. The messages of a standard queue are answered at once.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling errors for an SQS
 *     event source, "FIFO queues"</a>
 */
final class FifoGroupScheduler {
    private final Function<Trigger.MessageBatch, CompletionStage<BatchResult>> work;
    private final Function<BatchResult, CompletionStage<BatchResult>> failures;

    /**
     * @param work answers messages that need not wait for each other
     * @param failures deals with those that failed, and with those that wait for one of them
     */
    FifoGroupScheduler(
            Function<Trigger.MessageBatch, CompletionStage<BatchResult>> work,
            Function<BatchResult, CompletionStage<BatchResult>> failures) {
        this.work = work;
        this.failures = failures;
    }

    /** Answers a whole batch. */
    CompletionStage<BatchResult> answer(Trigger.MessageBatch batch) {
        List<QueueMessage> wave = new ArrayList<>();
        List<QueueMessage> later = new ArrayList<>();
        for (QueueMessage message : batch.messages()) {
            boolean waits = wave.stream().anyMatch(message::isOrderedWith);
            (waits ? later : wave).add(message);
        }
        return work.apply(batch.with(wave))
                .thenCompose(verdict -> told(verdict.and(unbegun(later, verdict))))
                .thenCompose(result -> rest(batch, later, result));
    }

    private CompletionStage<BatchResult> told(BatchResult result) {
        return result.failed().isEmpty() ? CompletableFuture.completedFuture(result) : failures.apply(result);
    }

    private CompletionStage<BatchResult> rest(
            Trigger.MessageBatch batch, List<QueueMessage> later, BatchResult before) {
        List<QueueMessage> free = later.stream()
                .filter(message -> failedBefore(message, before).isEmpty())
                .toList();
        return free.isEmpty()
                ? CompletableFuture.completedFuture(before)
                : answer(batch.with(free)).thenApply(before::and);
    }

    private static BatchResult unbegun(List<QueueMessage> later, BatchResult verdict) {
        return new BatchResult(later.stream()
                .flatMap(message -> failedBefore(message, verdict).stream()
                        .map(first -> new BatchResult.FailedMessage(message, List.of(), first)))
                .toList());
    }

    private static Optional<BatchResult.FailedMessage> failedBefore(QueueMessage message, BatchResult verdict) {
        return verdict.failed().stream()
                .filter(failed -> failed.message().isOrderedWith(message))
                .findFirst();
    }
}
