package dev.dragoman.telemetry;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the call behind an answer, and limits the names in it. Callers may send any model name: it is reported only if
 * the provider has answered to it, or if an operator has named it. The names that operators have given, and those under which
 * the provider answers to them, have places of their own: however many others callers find, these stay.
 */
final class MeasuredCalls {
    private static final int MAX_NAMES = 100;

    private final Set<String> known;
    private final BoundedNames answering = new BoundedNames(MAX_NAMES);
    private final BoundedNames models = new BoundedNames(MAX_NAMES);
    private final BoundedNames errors = new BoundedNames(MAX_NAMES);

    /**
     * @param known the models that operators have named
     */
    MeasuredCalls(Set<String> known) {
        this.known = Set.copyOf(known);
    }

    /** The call; empty if none was made for this answer, because the ask was rejected before or the ledger had the answer. */
    Optional<MeasuredCall> of(Answer answer) {
        Receipt receipt = answer.receipt();
        if (receipt.isFromLedger() || receipt.sent() == null || receipt.call() == null || receipt.end() == null) {
            return Optional.empty();
        }
        Receipt.End end = receipt.end();
        return Optional.of(new MeasuredCall(
                answer,
                receipt.sent(),
                receipt.call(),
                end,
                requestModel(receipt.sent().model(), end),
                end.model() == null ? null : answeringModel(receipt.sent().model(), end.model()),
                errorType(answer.outcome(), end)));
    }

    private String answeringModel(String asked, String model) {
        if (known.contains(model)) {
            return model;
        }
        return (known.contains(asked) ? answering : models).admit(model);
    }

    /** The model asked, if it is one of the names that are reported. */
    String requestModel(String asked, Receipt.End end) {
        if (known.contains(asked)) {
            return asked;
        }
        boolean exists = end.model() != null || end.finishReason() != null;
        return exists ? models.admit(asked) : GenAi.OTHER;
    }

    // An answer that came but could not be delivered is a failed ask, not a failed call.
    private @Nullable String errorType(Outcome outcome, Receipt.End end) {
        if (end.finishReason() != null) {
            return null;
        }
        return outcome.match(
                answered -> end.outcome(),
                failed -> failed.label().equals(end.outcome())
                        ? errors.admit(failed.problem().code())
                        : end.outcome());
    }
}
