package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Delivers the failures of asks whose message will not be delivered again, because the queue moves it to its dead-letter
 * queue ({@code DRAGOMAN_QUEUE_MAX_RECEIVES}). The message stays failed, so that it does get there.
 */
public final class DeadLetterNotifier {
    private final Deliveries deliveries;
    private final OptionalInt maxReceives;
    private final Function<QueueMessage, List<Answer>> unbegun;

    /**
     * @param deliveries sends the answers
     * @param maxReceives the redrive policy's {@code maxReceiveCount}; empty if it is not configured, then nothing is sent
     * @param unbegun makes the answers of a message that was not begun; it may block
     */
    public DeadLetterNotifier(
            Deliveries deliveries, OptionalInt maxReceives, Function<QueueMessage, List<Answer>> unbegun) {
        this.deliveries = deliveries;
        this.maxReceives = maxReceives;
        this.unbegun = unbegun;
    }

    /**
     * Delivers the failures of messages that have been received for the last time: at exactly that count, so only once.
     *
     * @param batch which messages failed
     * @return the same result
     */
    public CompletionStage<BatchResult> notifyLast(BatchResult batch) {
        List<BatchResult.FailedMessage> last =
                batch.failed().stream().filter(this::isLast).toList();
        return last.isEmpty()
                ? CompletableFuture.completedFuture(batch)
                : Blocking.run(() -> {
                    last.stream().flatMap(this::failures).forEach(deliveries::deliverNow);
                    return batch;
                });
    }

    private boolean isLast(BatchResult.FailedMessage failed) {
        return failed.message().sqsReceipt() != null
                && maxReceives.isPresent()
                && failed.message().sqsReceipt().receives() == maxReceives.getAsInt();
    }

    private Stream<Answer> failures(BatchResult.FailedMessage failed) {
        return failed.behind() == null
                ? failed.answers().stream().filter(answer -> answer.outcome().isRetryable())
                : unbegun.apply(failed.message()).stream();
    }
}
