package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;

/**
 * What goes back: every ask ends as one of these.
 *
 * @param ask what was asked
 * @param outcome what became of it
 * @param receipt what was paid for
 */
public record Answer(Ask ask, Outcome outcome, Receipt receipt) {
    /**
     * Whether what brought the ask may be acknowledged: the answer is stored, or asking again can't change it. A queued
     * ask that nobody can be answered for is never done, so that it ends in the dead-letter queue.
     *
     * @return false where it has to come again
     */
    public boolean isDone() {
        boolean noReplyAddress = ask.door() == Door.SQS && ask.replyTo() == null;
        return !outcome.isRetryable() && !noReplyAddress;
    }

    /**
     * The same answer with another outcome, for one that could not be delivered.
     *
     * @param other what became of it instead
     * @return a new answer
     */
    public Answer withOutcome(Outcome other) {
        return new Answer(ask, other, receipt);
    }

    /**
     * The answer as a queue reply and as a function's result (design section 3, "An answer").
     *
     * @return a new tree
     */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", ask.id()).put("outcome", outcome.label());
        if (outcome instanceof Outcome.Answered answered) {
            json.put("text", answered.text());
            json.set("response", answered.response());
        } else if (outcome instanceof Outcome.Failed failed) {
            json.putObject("error")
                    .put("code", failed.problem().code())
                    .put("message", failed.problem().message());
        }
        json.set("receipt", receipt.json());
        return json;
    }
}
