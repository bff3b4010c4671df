package dev.dragoman.model;

import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.PassedRequest;
import dev.dragoman.payload.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Is asked before the provider is, and told what each request cost. */
public interface Spending {
    /** No limit. */
    Spending FREE = open ->
            CompletableFuture.completedFuture(new SpendingDecision.Permitted(open.value(), List.of(), Allowance.FREE));

    /**
     * Whether an ask's call may be made.
     *
     * @param open the payload that is about to be sent
     * @return what is sent, or why nothing is; never fails
     */
    CompletionStage<SpendingDecision> decide(StageResult.Continue<Payload> open);

    /**
     * Whether a request may be passed through.
     *
     * @param request the request
     * @param client the label of the client's key; null if it has none
     * @return the right to send it, or why it is not sent; never fails
     */
    default CompletionStage<PassingDecision> decide(PassedRequest request, @Nullable String client) {
        return CompletableFuture.completedFuture(new PassingDecision.PassingPermitted(Allowance.FREE));
    }

    /** Whether a request may be passed through. */
    sealed interface PassingDecision {
        /**
         * It may.
         *
         * @param allowance has to be ended
         */
        record PassingPermitted(Allowance allowance) implements PassingDecision {}

        /**
         * It may not.
         *
         * @param outcome what its caller is told
         */
        record PassingRefused(Outcome.Failed outcome) implements PassingDecision {}
    }

    /** Whether a call may be made. */
    sealed interface SpendingDecision {
        /**
         * It may.
         *
         * @param payload what is sent
         * @param adjustments what was changed for that, in words
         * @param allowance has to be ended
         */
        record Permitted(Payload payload, List<String> adjustments, Allowance allowance) implements SpendingDecision {}

        /**
         * It may not.
         *
         * @param outcome what becomes of the ask
         */
        record Withheld(Outcome.Failed outcome) implements SpendingDecision {}
    }

    /** The right to send one request, and another one after it was paid for. */
    interface Allowance {
        /** No limit. */
        Allowance FREE = new Allowance() {
            @Override
            public CompletionStage<Boolean> another() {
                return CompletableFuture.completedFuture(true);
            }

            @Override
            public void paid(Cost cost) {}

            @Override
            public void end() {}
        };

        /**
         * Asks before a request is sent again.
         *
         * @return whether it may be; never fails
         */
        CompletionStage<Boolean> another();

        /**
         * Tells what a request cost.
         *
         * @param cost {@link Cost#NOTHING} if it was not paid for
         */
        void paid(Cost cost);

        /** No request follows. */
        void end();
    }
}
