package dev.dragoman.delivery;

import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of the messages of a batch: those that it does not name are acknowledged.
 *
 * @param failed those that have to come again
 */
public record BatchResult(List<FailedMessage> failed) {
    public BatchResult {
        failed = List.copyOf(failed);
    }

    /**
     * A message that has to come again.
     *
     * @param message the message
     * @param answers those of its asks' answers that are the reason; empty where it was not even begun
     */
    public record FailedMessage(QueueMessage message, List<Answer> answers) {
        public FailedMessage {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Both together.
     *
     * @param other on other messages of the same batch
     * @return a new verdict
     */
    public BatchResult and(BatchResult other) {
        return new BatchResult(
                Stream.concat(failed.stream(), other.failed.stream()).toList());
    }
}
