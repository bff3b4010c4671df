package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Ask;
import dev.dragoman.json.Json;

/**
 * What goes back: every ask ends as one of these.
 *
 * @param ask what was asked
 * @param outcome what became of it
 * @param receipt what was paid for
 * @param headers those of the provider's response that HTTP callers get
 */
public record Answer(Ask ask, Outcome outcome, Receipt receipt, ProviderHeaders headers) {
    /** An answer without headers of the provider. */
    public Answer(Ask ask, Outcome outcome, Receipt receipt) {
        this(ask, outcome, receipt, ProviderHeaders.NONE);
    }

    /**
     * Whether the message or event that brought the ask may be acknowledged: the answer is stored, or asking again can't
     * change it. An ask without reply address that needs one is never done, so that it ends in the dead-letter queue;
     * a source without one gets no second chance ({@link dev.dragoman.event.Trigger.BatchSource#keepsWhatFails}).
     *
     * @return false if it has to be delivered again
     */
    public boolean isDone() {
        return !outcome.isRetryable() && !ask.hasNoReplyAddress();
    }

    /**
     * Whether the ledger keeps it for whoever asks the same again.
     *
     * @return what {@link Outcome#isKept} says of the ask
     */
    public boolean isKept() {
        return outcome.isKept(ask.isOfPart());
    }

    /**
     * Whether it was called for just now, and the ledger keeps it: so whoever goes on with the rest does not pay for it again.
     *
     * @return false for a stored answer
     */
    public boolean isNewlyKept() {
        return receipt.call() != null && isKept() && !receipt.isFromLedger();
    }

    /**
     * The same answer with another outcome, for one that could not be delivered.
     *
     * @param other what became of it instead
     * @return a new answer
     */
    public Answer withOutcome(Outcome other) {
        return new Answer(ask, other, receipt, headers);
    }

    /**
     * The same answer with more in the receipt.
     *
     * @param more the receipt with a stage's part
     * @return a new answer
     */
    public Answer withReceipt(Receipt more) {
        return new Answer(ask, outcome, more, headers);
    }

    /**
     * The answer as a queue reply and as a function's result (design section 3, "An answer").
     *
     * @return a new tree
     */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", ask.id()).put("outcome", outcome.label());
        outcome.addTo(json);
        if (outcome.isRetryable() && receipt.parts() != null) {
            json.put("partsDone", receipt.parts().done())
                    .put("parts", receipt.parts().of());
        }
        ObjectNode told = receipt.json();
        if (ask.client() != null) {
            told.put("client", ask.client());
        }
        json.set("receipt", told);
        return json;
    }
}
