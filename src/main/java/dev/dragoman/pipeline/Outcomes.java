package dev.dragoman.pipeline;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.time.Instant;

/** The outcome stage: turns a call, or the answer that an earlier stage gave, into an answer with a complete receipt. */
public final class Outcomes {
    private final OutcomeClassifier classifier;
    private final Clock clock;

    /**
     * @param classifier decides what a response of the provider means
     * @param clock tells the time
     */
    public Outcomes(OutcomeClassifier classifier, Clock clock) {
        this.classifier = classifier;
        this.clock = clock;
    }

    /**
     * Ends an ask.
     *
     * @param previous the call, or the answer of an earlier stage
     * @return the answer, its receipt complete
     */
    public Answer judge(StageResult<ModelCall> previous) {
        return previous.match(this::called, this::answered);
    }

    private Answer called(StageResult.Continue<ModelCall> open) {
        ModelCall call = open.value();
        Outcome outcome = classifier.classify(call.endpoint(), call.response(), call.expected());
        ProviderResponse response = call.response();
        return ended(
                new Answer(open.ask(), outcome, open.receipt(), response.headers()),
                response.metadata(),
                call.expected());
    }

    // An answer from the ledger has its whole receipt already.
    private Answer answered(Answer answer) {
        return answer.receipt().end() == null ? ended(answer, ResponseMetadata.NONE, Expectation.NONE) : answer;
    }

    // After its deadline nobody wants an answer any more, so it is not worth another try.
    private Outcome inTime(Answer answer) {
        Instant deadline = answer.ask().deadline();
        return answer.outcome() instanceof Outcome.Unavailable
                        && deadline != null
                        && !clock.instant().isBefore(deadline)
                ? Outcome.Expired.PASSED
                : answer.outcome();
    }

    private Answer ended(Answer judged, ResponseMetadata metadata, Expectation expected) {
        Outcome outcome = inTime(judged);
        Answer answer = outcome == judged.outcome() ? judged : judged.withOutcome(outcome);
        String finishReason = outcome.match(Outcome.Answered::finishReason, failed -> null);
        String doubt = outcome.match(answered -> expected.doubt(metadata), failed -> null);
        Receipt.End end = new Receipt.End(
                clock.instant(), outcome.label(), finishReason, metadata.model(), metadata.usage(), doubt);
        return answer.withReceipt(answer.receipt().with(end));
    }
}
