package dev.dragoman.pipeline;

import dev.dragoman.event.Ask;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers asks on which a stage threw: a bug or a broken component, so no detail of it reaches the caller. */
public final class StageFailures {
    private static final Logger LOG = Logger.getLogger(StageFailures.class);

    private final Clock clock;
    private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

    /**
     * @param clock tells the time
     */
    public StageFailures(Clock clock) {
        this.clock = clock;
    }

    /**
     * Answers the ask as unavailable and logs the cause for the operator.
     *
     * @param input what the failed stage was given; the answer gets its receipt, which names the ledger's lease
     * @param ask the ask
     * @param cause what was thrown
     * @return an answer whose ask has to be delivered again
     */
    public Answer answer(
            @Body Object input,
            @ExchangeProperty("dragomanAsk") Ask ask,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
        LOG.errorf(cause, "A stage failed on ask %s", ask.id());
        note(cause);
        Outcome outcome = new Outcome.Unavailable(Problem.ofServer(
                503, "internal_error", "Dragoman failed on this ask; its log has the cause under the ask's id."));
        Instant now = clock.instant();
        Receipt.End end = new Receipt.End(now, outcome.label(), null, null, null);
        return new Answer(ask, outcome, receipt(input, ask, now).with(end));
    }

    /**
     * Keeps the {@code Error} among the causes of a failure, if there is one, for {@link #takeError}.
     *
     * @param failure what was thrown
     */
    public void note(Throwable failure) {
        Error broke = error(failure);
        if (broke != null) {
            error.set(broke);
        }
    }

    /**
     * The {@code Error} that a stage threw since this was last called: the process may be damaged. A function ends after
     * one; a server goes on, since other callers wait for it.
     *
     * @return null if there was none
     */
    public @Nullable Error takeError() {
        return error.getAndSet(null);
    }

    /**
     * The {@code Error} among the causes of a failure.
     *
     * @param failure what was thrown
     * @return null if there is none
     */
    public static @Nullable Error error(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error found) {
                return found;
            }
        }
        return null;
    }

    private static Receipt receipt(Object input, Ask ask, Instant now) {
        if (input instanceof StageResult<?> result) {
            return result.receipt();
        }
        return input instanceof Answer answer ? answer.receipt() : Receipt.open(ask.id(), now);
    }
}
