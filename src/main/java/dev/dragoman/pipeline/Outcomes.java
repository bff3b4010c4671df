package dev.dragoman.pipeline;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Facts;
import dev.dragoman.outcome.Judge;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Receipt;
import java.time.Clock;

/** The outcome stage: judges a call, and ends every passage, judged here or closed before, with its answer. */
public final class Outcomes {
    private final Judge judge;
    private final Clock clock;

    /**
     * @param judge knows what an answer is worth
     * @param clock tells the time
     */
    public Outcomes(Judge judge, Clock clock) {
        this.judge = judge;
        this.clock = clock;
    }

    /**
     * Ends a passage.
     *
     * @param passage the call, or whatever closed it before
     * @return the answer, its receipt complete
     */
    public Answer judge(Passage<ModelCall> passage) {
        if (passage instanceof Passage.Open<ModelCall> open) {
            ModelCall called = open.value();
            Outcome outcome = judge.judge(called.endpoint(), called.reply(), called.expectedInputTokens());
            return ended(new Answer(open.ask(), outcome, open.receipt()), Facts.of(called.reply()));
        }
        Answer answer = ((Passage.Closed<ModelCall>) passage).answer();
        boolean replayed = answer.receipt().end() != null;
        return replayed ? answer : ended(answer, new Facts(null, null));
    }

    private Answer ended(Answer answer, Facts facts) {
        Outcome outcome = answer.outcome();
        String finishReason = outcome instanceof Outcome.Answered answered ? answered.finishReason() : null;
        Receipt.End end = new Receipt.End(clock.instant(), outcome.label(), finishReason, facts.model(), facts.usage());
        return new Answer(answer.ask(), outcome, answer.receipt().with(end));
    }
}
