package dev.dragoman.pipeline;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;

/** The outcome stage: judges a call, and ends every passage, judged here or closed before, with its answer. */
public final class Outcomes {
    private final OutcomeClassifier judge;
    private final Clock clock;

    /**
     * @param judge knows what an answer is worth
     * @param clock tells the time
     */
    public Outcomes(OutcomeClassifier judge, Clock clock) {
        this.judge = judge;
        this.clock = clock;
    }

    /**
     * Ends a previous.
     *
     * @param previous the call, or whatever closed it before
     * @return the answer, its receipt complete
     */
    public Answer judge(StageResult<ModelCall> previous) {
        if (previous instanceof StageResult.Continue<ModelCall> open) {
            ModelCall called = open.value();
            Outcome outcome = judge.classify(called.endpoint(), called.response(), called.expectedInputTokens());
            return ended(new Answer(open.ask(), outcome, open.receipt()), ResponseMetadata.of(called.response()));
        }
        Answer answer = ((StageResult.Done<ModelCall>) previous).answer();
        boolean replayed = answer.receipt().end() != null;
        return replayed ? answer : ended(answer, new ResponseMetadata(null, null));
    }

    private Answer ended(Answer answer, ResponseMetadata facts) {
        Outcome outcome = answer.outcome();
        String finishReason = outcome instanceof Outcome.Answered answered ? answered.finishReason() : null;
        Receipt.End end = new Receipt.End(clock.instant(), outcome.label(), finishReason, facts.model(), facts.usage());
        return new Answer(answer.ask(), outcome, answer.receipt().with(end));
    }
}
