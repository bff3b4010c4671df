package dev.dragoman.pipeline;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.Ask;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Takes the asks out of queue messages, and decides from their answers what becomes of the messages. */
public final class Batches {
    /**
     * All asks of a batch.
     *
     * @param batch the batch
     * @return in the order of the messages
     */
    public List<Ask> asks(Trigger.MessageBatch batch) {
        return batch.messages().stream()
                .flatMap(message -> message.asks().stream())
                .toList();
    }

    /**
     * Decides on each message. It is acknowledged only if each of its asks has an answer that is done. An ask without
     * answer, whatever happened to it, is delivered again.
     *
     * @param answers the answers, in the order of {@link #asks}
     * @param batch the batch they belong to
     * @return which messages failed
     */
    public BatchResult result(@Body List<Answer> answers, @ExchangeProperty("batch") Trigger.MessageBatch batch) {
        Iterator<Answer> inOrder = answers.iterator();
        List<BatchResult.FailedMessage> failed = new ArrayList<>();
        for (QueueMessage message : batch.messages()) {
            boolean done = true;
            List<Answer> reasons = new ArrayList<>();
            for (Ask ask : message.asks()) {
                Answer answer = inOrder.hasNext() ? inOrder.next() : null;
                if (answer == null || !answer.ask().id().equals(ask.id())) {
                    done = false;
                } else if (!answer.isDone()) {
                    done = false;
                    reasons.add(answer);
                }
            }
            if (!done) {
                failed.add(new BatchResult.FailedMessage(message, reasons));
            }
        }
        return new BatchResult(failed);
    }

    /**
     * Whether nothing has to be delivered again.
     *
     * @param result the result of a batch
     * @return true if every message may be acknowledged
     */
    public boolean isDone(BatchResult result) {
        return result.failed().isEmpty();
    }
}
