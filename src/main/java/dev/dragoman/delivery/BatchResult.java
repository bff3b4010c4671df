package dev.dragoman.delivery;

import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the messages of a batch: those that have not failed are acknowledged.
 *
 * @param failed those that have to be delivered again
 */
public record BatchResult(List<FailedMessage> failed) {
    public BatchResult {
        failed = List.copyOf(failed);
    }

    /**
     * A message that has to be delivered again.
     *
     * @param message the message
     * @param answers the failed answers to its asks; empty if it was not even begun
     * @param behind the one before it in its group of a FIFO queue that failed, so that it was not begun; null if it was
     */
    public record FailedMessage(
            QueueMessage message,
            List<Answer> answers,
            @Nullable FailedMessage behind) {
        public FailedMessage {
            answers = List.copyOf(answers);
        }

        /** A message that was begun. */
        public FailedMessage(QueueMessage message, List<Answer> answers) {
            this(message, answers, null);
        }

        /** The message that decides when it comes again: itself, or the one that it waits for. */
        FailedMessage first() {
            return behind == null ? this : behind;
        }
    }

    /**
     * Joins two results.
     *
     * @param other the result for other messages of the same batch
     * @return a new result
     */
    public BatchResult and(BatchResult other) {
        return new BatchResult(
                Stream.concat(failed.stream(), other.failed.stream()).toList());
    }
}
