package dev.dragoman.telemetry;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the call behind an answer, and limits the names in it. Callers may send any model name: it is reported only if
 * the provider has answered to it, or if it is the configured one.
 */
final class MeasuredCalls {
    private static final int MAX_NAMES = 100;

    private final String defaultModel;
    private final BoundedNames models = new BoundedNames(MAX_NAMES);
    private final BoundedNames errors = new BoundedNames(MAX_NAMES);

    MeasuredCalls(String defaultModel) {
        this.defaultModel = defaultModel;
    }

    /** The call; empty if none was made for this answer, because the ask was rejected before or the ledger had the answer. */
    Optional<MeasuredCall> of(Answer answer) {
        Receipt receipt = answer.receipt();
        boolean replayed = receipt.entry() != null && receipt.entry().replayed();
        if (replayed || receipt.sent() == null || receipt.call() == null || receipt.end() == null) {
            return Optional.empty();
        }
        Receipt.End end = receipt.end();
        return Optional.of(new MeasuredCall(
                answer,
                receipt.sent(),
                receipt.call(),
                end,
                requestModel(receipt.sent().model(), end),
                end.model() == null ? null : models.admit(end.model()),
                errorType(answer.outcome(), end)));
    }

    private String requestModel(String asked, Receipt.End end) {
        if (asked.equals(defaultModel)) {
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
