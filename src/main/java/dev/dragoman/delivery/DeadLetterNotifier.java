package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says what became of an ask whose message is not delivered once more, because the queue moves it to its dead-letter
 * queue ({@code DRAGOMAN_QUEUE_MAX_RECEIVES}). The message stays failed, so that it does get there.
 */
public final class DeadLetterNotifier {
    private final Deliveries deliveries;
    private final OptionalInt maxReceives;

    /**
     * @param deliveries sends them
     * @param maxReceives the redrive policy's {@code maxReceiveCount}; empty where it is not told, and nothing is said
     */
    public DeadLetterNotifier(Deliveries deliveries, OptionalInt maxReceives) {
        this.deliveries = deliveries;
        this.maxReceives = maxReceives;
    }

    /**
     * Delivers the failures of messages that have been received for the last time: at that count exactly, so once.
     *
     * @param verdict which messages failed
     * @return the same verdict
     */
    public CompletionStage<BatchResult> notifyLast(BatchResult verdict) {
        List<Answer> last = verdict.failed().stream()
                .filter(this::isLast)
                .flatMap(failed -> failed.answers().stream())
                .filter(answer -> answer.outcome().isRetryable())
                .toList();
        return last.isEmpty()
                ? CompletableFuture.completedFuture(verdict)
                : Blocking.run(() -> {
                    last.forEach(deliveries::deliverNow);
                    return verdict;
                });
    }

    private boolean isLast(BatchResult.FailedMessage failed) {
        return failed.message().sqsReceipt() != null
                && maxReceives.isPresent()
                && failed.message().sqsReceipt().receives() == maxReceives.getAsInt();
    }
}
