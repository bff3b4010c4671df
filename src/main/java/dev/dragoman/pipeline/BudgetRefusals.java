package dev.dragoman.pipeline;

import dev.dragoman.budget.Budget;
import dev.dragoman.budget.Budgets;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What becomes of a call that is not made because of a budget, in words for its caller. */
final class BudgetRefusals {
    private static final String UNBOUNDED_CODE = "cost_not_bounded";

    /** For a paid call that is passed through, of which the cost is not known. */
    static final Outcome.Failed NOT_BOUNDED = new Outcome.Rejected(Problem.ofAsk(
            400,
            UNBOUNDED_CODE,
            "Under a budget this is not passed through to the provider: what it costs is not known before.",
            null));

    /** Calls under way end, and what other processes hold comes back. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Clock clock;

    /**
     * @param clock tells the time
     */
    BudgetRefusals(Clock clock) {
        this.clock = clock;
    }

    /**
     * What becomes of a call for which nothing is reserved.
     *
     * @param door where the ask came in
     * @param most what the call may cost
     * @param verdict why
     */
    Outcome.Failed outcome(Door door, long most, Budgets.BudgetDecision verdict) {
        if (verdict instanceof Budgets.BudgetDecision.BudgetRefused refused) {
            return outcome(door, most, refused);
        }
        return verdict instanceof Budgets.BudgetDecision.BudgetUnknown unknown && unknown.refused()
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "budgets_refused",
                        "The budgets can't be used: the bucket of DRAGOMAN_LEDGER is missing, not permitted, ignores conditional"
                                + " writes, or holds something else."))
                : new Outcome.Unavailable(Problem.ofServer(
                        503, "budgets_unavailable", "The budgets are out of reach, so nothing was called."));
    }

    private Outcome.Failed outcome(Door door, long most, Budgets.BudgetDecision.BudgetRefused refused) {
        Budget budget = refused.budget();
        if (most > budget.amount()) {
            return new Outcome.Rejected(exceeded(
                    "This may cost up to %s, more than all of the budget \"%s\": set a lower output limit or send less."
                            .formatted(BudgetLog.dollars(most), budget.name())));
        }
        if (!refused.usedUp()) {
            return new Outcome.Unavailable(
                    problem(
                            "budget_reserved",
                            "Calls under way may use up the budget \"%s\"; ask again in a moment."
                                    .formatted(budget.name())),
                    SOON);
        }
        Instant until = refused.until();
        String words = "The budget \"%s\" is used up%s"
                .formatted(budget.name(), until == null ? "." : "; it begins anew at %s.".formatted(until));
        boolean waits = until != null && budget.usedUp() == Budget.UsedUp.WAIT && waits(door);
        return waits
                ? new Outcome.Unavailable(
                        problem("budget_waits", words),
                        Duration.between(clock.instant(), until).plus(SOON))
                : new Outcome.Rejected(exceeded(words));
    }

    private static boolean waits(Door door) {
        return switch (door) {
            case SQS, S3, BATCH, HTTP_BATCH -> true;
            case HTTP, INVOKE -> false;
        };
    }

    private static Problem exceeded(String words) {
        return problem("budget_exceeded", words);
    }

    // The type that the provider's own clients know for an account without money.
    private static Problem problem(String code, String words) {
        return new Problem(429, "insufficient_quota", code, words, null);
    }

    /**
     * For a model without a price.
     *
     * @param model its name; empty if the request names none
     * @param isCallers whether the caller has chosen it, and not the operator
     */
    static Outcome.Failed unpriced(String model, boolean isCallers) {
        if (model.isEmpty()) {
            return new Outcome.Rejected(Problem.ofAsk(
                    400, "price_unknown", "A budget holds, so the request has to name a model.", "model"));
        }
        String words = "The price of the model \"%s\" is not known, and a budget holds: %s."
                .formatted(model, isCallers ? "use another model" : "add it to the file of DRAGOMAN_PRICES");
        return isCallers
                ? new Outcome.Rejected(Problem.ofAsk(400, "price_unknown", words, "model"))
                : new Outcome.Misconfigured(Problem.ofServer(502, "default_price_unknown", words));
    }

    /**
     * For a request whose cost has no bound.
     *
     * @param field the field that keeps it from having one
     */
    static Outcome.Failed notBounded(String field) {
        return new Outcome.Rejected(Problem.ofAsk(
                400,
                UNBOUNDED_CODE,
                "A budget holds, and with this \"%s\" nobody can say before the call what it costs at most: leave it out, or send"
                                .formatted(field)
                        + " one that has a limit.",
                field));
    }
}
