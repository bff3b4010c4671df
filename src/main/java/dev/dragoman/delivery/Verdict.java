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
public record Verdict(List<Failed> failed) {
    public Verdict {
        failed = List.copyOf(failed);
    }

    /**
     * A message that has to come again.
     *
     * @param message the message
     * @param answers those of its asks' answers that are the reason; empty where it was not even begun
     */
    public record Failed(QueueMessage message, List<Answer> answers) {
        public Failed {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Both together.
     *
     * @param other on other messages of the same batch
     * @return a new verdict
     */
    public Verdict and(Verdict other) {
        return new Verdict(Stream.concat(failed.stream(), other.failed.stream()).toList());
    }
}
