package dev.dragoman.outcome;

import dev.dragoman.event.Ask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An ask between two stages: still open, with what the last stage made of it, or closed, with its answer. A stage is a
 * function of the open case only; a closed passage goes by it untouched. So the route lists the stages and nothing else.
 *
 * @param <T> what the last stage made
 */
public sealed interface Passage<T> {
    /**
     * On its way.
     *
     * @param ask what was asked
     * @param receipt what is known so far
     * @param value what the last stage made
     * @param <T> its type
     */
    record Open<T>(Ask ask, Receipt receipt, T value) implements Passage<T> {
        /**
         * Goes on to the next stage.
         *
         * @param next what this stage made
         * @param <R> its type
         * @return an open passage
         */
        public <R> Passage<R> with(R next) {
            return new Open<>(ask, receipt, next);
        }

        /**
         * Goes on with more in the receipt.
         *
         * @param more the receipt with this stage's part
         * @return an open passage with the same value
         */
        public Open<T> noting(Receipt more) {
            return new Open<>(ask, more, value);
        }

        /**
         * Ends here.
         *
         * @param outcome how
         * @param <R> the type that the next stage expected
         * @return a closed passage
         */
        public <R> Passage<R> close(Outcome outcome) {
            return new Closed<>(new Answer(ask, outcome, receipt));
        }
    }

    /**
     * Answered, for good or bad.
     *
     * @param answer the answer
     * @param <T> the type that was expected
     */
    record Closed<T>(Answer answer) implements Passage<T> {}

    /**
     * Runs a stage, unless the passage is closed.
     *
     * @param stage a function of the open case
     * @param <R> what the stage makes
     * @return its result, or the same answer
     */
    default <R> Passage<R> then(Function<Open<T>, Passage<R>> stage) {
        if (this instanceof Open<T> open) {
            return stage.apply(open);
        }
        return new Closed<>(((Closed<T>) this).answer());
    }

    /**
     * Runs a stage that takes time, unless the passage is closed.
     *
     * @param stage a function of the open case
     * @param <R> what the stage makes
     * @return its result, or at once the same answer
     */
    default <R> CompletionStage<Passage<R>> thenLater(Function<Open<T>, CompletionStage<Passage<R>>> stage) {
        if (this instanceof Open<T> open) {
            return stage.apply(open);
        }
        return CompletableFuture.completedFuture(new Closed<>(((Closed<T>) this).answer()));
    }
}
