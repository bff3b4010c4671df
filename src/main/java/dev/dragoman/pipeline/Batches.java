package dev.dragoman.pipeline;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Event;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.outcome.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Queue messages and the asks they carry. */
public final class Batches {
    /**
     * Which messages of a batch have to come again.
     *
     * @param failed their ids
     */
    public record Verdict(List<String> failed) {
        public Verdict {
            failed = List.copyOf(failed);
        }
    }

    /**
     * All asks of a batch.
     *
     * @param batch the batch
     * @return in the order of the messages
     */
    public List<Ask> asks(Event.Batch batch) {
        return batch.messages().stream()
                .flatMap(message -> message.asks().stream())
                .toList();
    }

    /**
     * Decides on each message. It is acknowledged only where every ask it carried has an answer that is done: an ask
     * without answer, whatever happened to it, comes again.
     *
     * @param answers the answers, in the order of {@link #asks}
     * @param batch the batch they belong to
     * @return the verdict
     */
    public Verdict verdict(@Body List<Answer> answers, @ExchangeProperty("batch") Event.Batch batch) {
        Iterator<Answer> inOrder = answers.iterator();
        List<String> failed = new ArrayList<>();
        for (QueueMessage message : batch.messages()) {
            boolean done = true;
            for (Ask ask : message.asks()) {
                done &= inOrder.hasNext() && isDone(inOrder.next(), ask);
            }
            if (!done) {
                failed.add(message.id());
            }
        }
        return new Verdict(failed);
    }

    private static boolean isDone(Answer answer, Ask ask) {
        return answer.done() && answer.ask().id().equals(ask.id());
    }

    /**
     * Whether nothing has to come again.
     *
     * @param verdict the verdict on a batch
     * @return true where every message may be acknowledged
     */
    public boolean isDone(Verdict verdict) {
        return verdict.failed().isEmpty();
    }
}
