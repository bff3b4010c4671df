package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Delivers the failures of asks whose message will not be delivered again, because the queue moves it to its dead-letter
 * queue ({@code DRAGOMAN_QUEUE_MAX_RECEIVES}). The message stays failed, so that it does get there.
 */
public final class DeadLetterNotifier {
    private final Deliveries deliveries;
    private final OptionalInt maxReceives;

    /**
     * @param deliveries sends the answers
     * @param maxReceives the redrive policy's {@code maxReceiveCount}; empty if it is not configured, then nothing is sent
     */
    public DeadLetterNotifier(Deliveries deliveries, OptionalInt maxReceives) {
        this.deliveries = deliveries;
        this.maxReceives = maxReceives;
    }

    /**
     * Delivers the failures of messages that have been received for the last time: at exactly that count, so only once.
     *
     * @param batch which messages failed
     * @return the same result
     */
    public CompletionStage<BatchResult> notifyLast(BatchResult batch) {
        List<Answer> last = batch.failed().stream()
                .filter(this::isLast)
                .flatMap(failed -> failed.answers().stream())
                .filter(answer -> answer.outcome().isRetryable())
                .toList();
        return last.isEmpty()
                ? CompletableFuture.completedFuture(batch)
                : Blocking.run(() -> {
                    last.forEach(deliveries::deliverNow);
                    return batch;
                });
    }

    private boolean isLast(BatchResult.FailedMessage failed) {
        return failed.message().sqsReceipt() != null
                && maxReceives.isPresent()
                && failed.message().sqsReceipt().receives() == maxReceives.getAsInt();
    }
}
