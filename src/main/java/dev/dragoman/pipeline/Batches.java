package dev.dragoman.pipeline;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.Ask;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/** Takes the asks out of queue messages, and decides from their answers what becomes of the messages. */
public final class Batches {
    private static final Logger LOG = Logger.getLogger(Batches.class);

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
     * answer, whatever happened to it, is delivered again. One that was rejected and has no reply address is only logged if its
     * source would hand it over for ever.
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
                } else if (!isDone(answer, batch.source())) {
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

    private static boolean isDone(Answer answer, Trigger.BatchSource source) {
        if (answer.isDone() || answer.outcome().isRetryable() || source.keepsWhatFails()) {
            return answer.isDone();
        }
        LOG.errorf(
                "Ask %s was %s and has no reply address: nobody is told, and it is not delivered again",
                OneLine.of(answer.ask().id()), answer.outcome().label());
        return true;
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
