package dev.dragoman.pipeline;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import java.util.ArrayList;
import java.util.List;
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

    /** @param work answers messages that need not wait for each other */
    FifoGroupScheduler(Function<Trigger.MessageBatch, CompletionStage<BatchResult>> work) {
        this.work = work;
    }

    /** Answers a whole batch. */
    CompletionStage<BatchResult> answer(Trigger.MessageBatch batch) {
        return next(batch, new BatchResult(List.of()));
    }

    private CompletionStage<BatchResult> next(Trigger.MessageBatch batch, BatchResult before) {
        List<QueueMessage> wave = new ArrayList<>();
        List<QueueMessage> later = new ArrayList<>();
        for (QueueMessage message : batch.messages()) {
            boolean waits = wave.stream().anyMatch(message::isOrderedWith);
            (waits ? later : wave).add(message);
        }
        if (later.isEmpty() && before.failed().isEmpty()) {
            return work.apply(batch.with(wave));
        }
        return wave.isEmpty()
                ? CompletableFuture.completedFuture(before)
                : work.apply(batch.with(wave))
                        .thenCompose(verdict -> next(
                                batch.with(held(later, verdict, false)),
                                before.and(verdict).and(unbegun(held(later, verdict, true)))));
    }

    private static List<QueueMessage> held(List<QueueMessage> later, BatchResult verdict, boolean held) {
        return later.stream()
                .filter(message -> held
                        == verdict.failed().stream()
                                .anyMatch(failed -> failed.message().isOrderedWith(message)))
                .toList();
    }

    private static BatchResult unbegun(List<QueueMessage> messages) {
        return new BatchResult(messages.stream()
                .map(message -> new BatchResult.FailedMessage(message, List.of()))
                .toList());
    }
}
