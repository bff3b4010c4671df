package dev.dragoman.pipeline;

import dev.dragoman.outcome.Answer;

/** Is told of every ask that has ended, beside log and metrics. */
public interface AskObserver {
    /** Nobody looks. */
    AskObserver NONE = answer -> {};

    /**
     * An ask has ended. Called on the ask's own way, so it takes no time, and never throws.
     *
     * @param answer the delivered answer; not to be kept, it holds the content
     */
    void ended(Answer answer);
}
