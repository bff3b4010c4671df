package dev.dragoman.delivery;

import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.stream.Stream;

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
     */
    public record FailedMessage(QueueMessage message, List<Answer> answers) {
        public FailedMessage {
            answers = List.copyOf(answers);
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
