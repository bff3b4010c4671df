package dev.dragoman.pipeline;

import dev.dragoman.delivery.Verdict;
import dev.dragoman.event.Event;
import dev.dragoman.event.QueueMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The order that a FIFO queue promises, within a batch: of each message group one message at a time, and none after one
 * that failed, so that it can't overtake it. Messages without a group, as all of a standard queue, go at once.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling errors for an SQS
 *     event source, "FIFO queues"</a>
 */
final class Waves {
    private final Function<Event.Batch, CompletionStage<Verdict>> work;

    /** @param work answers messages that need not wait for each other */
    Waves(Function<Event.Batch, CompletionStage<Verdict>> work) {
        this.work = work;
    }

    /** Answers a whole batch. */
    CompletionStage<Verdict> answer(Event.Batch batch) {
        return next(batch.messages(), new Verdict(List.of()));
    }

    private CompletionStage<Verdict> next(List<QueueMessage> messages, Verdict before) {
        List<QueueMessage> wave = new ArrayList<>();
        List<QueueMessage> later = new ArrayList<>();
        for (QueueMessage message : messages) {
            boolean waits = wave.stream().anyMatch(message::sharesGroupWith);
            (waits ? later : wave).add(message);
        }
        if (later.isEmpty() && before.failed().isEmpty()) {
            return work.apply(new Event.Batch(wave));
        }
        return wave.isEmpty()
                ? CompletableFuture.completedFuture(before)
                : work.apply(new Event.Batch(wave))
                        .thenCompose(verdict -> next(
                                held(later, verdict, false),
                                before.and(verdict).and(unbegun(held(later, verdict, true)))));
    }

    private static List<QueueMessage> held(List<QueueMessage> later, Verdict verdict, boolean held) {
        return later.stream()
                .filter(message -> held
                        == verdict.failed().stream()
                                .anyMatch(failed -> failed.message().sharesGroupWith(message)))
                .toList();
    }

    private static Verdict unbegun(List<QueueMessage> messages) {
        return new Verdict(messages.stream()
                .map(message -> new Verdict.Failed(message, List.of()))
                .toList());
    }
}
