package dev.dragoman.outcome;

import dev.dragoman.event.Ask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An ask between two stages: still open, with what the last stage made, or done, with its answer. A stage is a function
 * of the open case only; what is done passes it unchanged. So the route lists the stages and nothing else.
 *
 * @param <T> what the last stage made
 */
public sealed interface StageResult<T> {
    /**
     * Runs a stage, if the ask goes on.
     *
     * @param stage a function of the open case
     * @param <R> what the stage makes
     * @return its result, or the same answer
     */
    <R> StageResult<R> then(Function<Continue<T>, StageResult<R>> stage);

    /**
     * Runs a stage that takes time, if the ask goes on.
     *
     * @param stage a function of the open case
     * @param <R> what the stage makes
     * @return its result, or at once the same answer
     */
    <R> CompletionStage<StageResult<R>> thenAsync(Function<Continue<T>, CompletionStage<StageResult<R>>> stage);

    /**
     * What is known so far of what was paid.
     *
     * @return the receipt
     */
    Receipt receipt();

    /**
     * Decides by whether the ask goes on.
     *
     * @param open for an ask on its way
     * @param done for an answer
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super Continue<T>, ? extends R> open, Function<? super Answer, ? extends R> done);

    /**
     * On its way.
     *
     * @param ask what was asked
     * @param receipt what is known so far
     * @param value what the last stage made
     * @param <T> its type
     */
    record Continue<T>(Ask ask, Receipt receipt, T value) implements StageResult<T> {
        /**
         * Goes on to the next stage.
         *
         * @param next what this stage made
         * @param <R> its type
         * @return a result to go on with
         */
        public <R> StageResult<R> with(R next) {
            return new Continue<>(ask, receipt, next);
        }

        /**
         * Goes on with more in the receipt.
         *
         * @param more the receipt with this stage's part
         * @return a result to go on with, with the same value
         */
        public Continue<T> withReceipt(Receipt more) {
            return new Continue<>(ask, more, value);
        }

        /**
         * Ends here.
         *
         * @param outcome how
         * @param <R> the type that the next stage expected
         * @return what is done
         */
        public <R> StageResult<R> finish(Outcome outcome) {
            return new Done<>(new Answer(ask, outcome, receipt));
        }

        @Override
        public <R> StageResult<R> then(Function<Continue<T>, StageResult<R>> stage) {
            return stage.apply(this);
        }

        @Override
        public <R> CompletionStage<StageResult<R>> thenAsync(
                Function<Continue<T>, CompletionStage<StageResult<R>>> stage) {
            return stage.apply(this);
        }

        @Override
        public <R> R match(
                Function<? super Continue<T>, ? extends R> open, Function<? super Answer, ? extends R> done) {
            return open.apply(this);
        }
    }

    /**
     * Answered, with success or without.
     *
     * @param answer the answer
     * @param <T> the type that was expected
     */
    record Done<T>(Answer answer) implements StageResult<T> {
        @Override
        public <R> StageResult<R> then(Function<Continue<T>, StageResult<R>> stage) {
            return new Done<>(answer);
        }

        @Override
        public <R> CompletionStage<StageResult<R>> thenAsync(
                Function<Continue<T>, CompletionStage<StageResult<R>>> stage) {
            return CompletableFuture.completedFuture(new Done<>(answer));
        }

        @Override
        public Receipt receipt() {
            return answer.receipt();
        }

        @Override
        public <R> R match(
                Function<? super Continue<T>, ? extends R> open, Function<? super Answer, ? extends R> done) {
            return done.apply(answer);
        }
    }
}
