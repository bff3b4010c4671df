package dev.dragoman.pipeline;

import dev.dragoman.budget.Budget;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.CallBound;
import dev.dragoman.budget.Spender;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.model.Spending;
import dev.dragoman.money.Cost;
import dev.dragoman.money.Price;
import dev.dragoman.money.PriceTable;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.OutputLimit;
import dev.dragoman.payload.Payload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Has each call reserved out of the budgets that hold for it, before it is made (docs/budgets.md, ADR 38). */
final class BudgetSpending implements Spending {
    /** Calls under way end, and what other processes hold comes back. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Budgets budgets;
    private final PriceTable prices;
    private final OutputLimit limit;
    private final String defaultModel;
    private final Clock clock;

    /**
     * @param budgets of which calls are paid
     * @param prices what models cost
     * @param limit how long an answer may be if the ask does not say
     * @param defaultModel the model of asks that name none
     * @param clock tells the time
     */
    BudgetSpending(Budgets budgets, PriceTable prices, OutputLimit limit, String defaultModel, Clock clock) {
        this.budgets = budgets;
        this.prices = prices;
        this.limit = limit;
        this.defaultModel = defaultModel;
        this.clock = clock;
    }

    @Override
    public CompletionStage<SpendingDecision> decide(StageResult.Continue<Payload> open) {
        Payload payload = open.value();
        Spender spender = spender(open.ask(), payload.model());
        if (!budgets.hold(spender)) {
            return Spending.FREE.decide(open);
        }
        Price price = prices.price(payload.model()).orElse(null);
        if (price == null) {
            return refused(unpriced(open.ask(), payload.model()));
        }
        Optional<String> unbounded = CallBound.unbounded(payload.body());
        if (unbounded.isPresent()) {
            return refused(new Outcome.Rejected(unbounded(unbounded.get())));
        }
        boolean limited = !payload.endpoint().generates()
                || CallBound.outputLimit(payload.body()).isPresent();
        if (!limited && limit.isStrict()) {
            return refused(new Outcome.Rejected(limit.missing(payload)));
        }
        Payload bounded = limited ? payload : limit.set(payload);
        long most = most(price, CallBound.of(bounded.body(), fileBytes(open.receipt())));
        List<String> adjustments = limited ? List.of() : List.of(limit.words(payload));
        HeldAllowance held = new HeldAllowance(spender, most);
        return budgets.reserve(spender, most)
                .thenApply(verdict -> verdict instanceof Budgets.BudgetDecision.BudgetGranted granted
                        ? new SpendingDecision.Permitted(bounded, adjustments, held.with(granted.grant()))
                        : new SpendingDecision.Withheld(outcome(open.ask(), most, verdict)));
    }

    private static CompletionStage<SpendingDecision> refused(Outcome.Failed outcome) {
        return CompletableFuture.completedFuture(new SpendingDecision.Withheld(outcome));
    }

    private static Spender spender(Ask ask, String model) {
        return new Spender(
                ask.door(),
                ask.content().asDocument().map(Content.Document::location).orElse(null),
                ask.client(),
                ask.source(),
                ask.group(),
                model);
    }

    private static long fileBytes(Receipt receipt) {
        Receipt.Source source = receipt.source();
        return source == null ? -1 : source.size();
    }

    // A number that is no price of any call: no budget holds it.
    private static long most(Price price, CallBound bound) {
        try {
            return price.most(bound.input(), bound.output(), bound.counted());
        } catch (ArithmeticException tooLarge) {
            return Long.MAX_VALUE / 4;
        }
    }

    /** Holds what the next request may cost. Its requests follow one another. */
    private final class HeldAllowance implements Allowance {
        private final Spender spender;
        private final long bound;
        private Budgets.@Nullable Grant grant;

        HeldAllowance(Spender spender, long bound) {
            this.spender = spender;
            this.bound = bound;
        }

        private synchronized HeldAllowance with(Budgets.Grant one) {
            grant = one;
            return this;
        }

        @Override
        public synchronized CompletionStage<Boolean> another() {
            if (grant != null) {
                return CompletableFuture.completedFuture(true);
            }
            return budgets.reserve(spender, bound).thenApply(verdict -> {
                if (verdict instanceof Budgets.BudgetDecision.BudgetGranted granted) {
                    with(granted.grant());
                }
                return verdict instanceof Budgets.BudgetDecision.BudgetGranted;
            });
        }

        // What nobody has reported may have cost as much as was reserved.
        @Override
        public synchronized void paid(Cost cost) {
            if (grant != null && !cost.equals(Cost.NOTHING)) {
                boolean known = cost.unknown() == 0 && !cost.estimated();
                grant.settle(known ? cost.microUsd() : Math.max(bound, cost.microUsd()));
                grant = null;
            }
        }

        @Override
        public synchronized void end() {
            if (grant != null) {
                grant.settle(0);
                grant = null;
            }
        }
    }

    private Outcome.Failed outcome(Ask ask, long most, Budgets.BudgetDecision verdict) {
        if (verdict instanceof Budgets.BudgetDecision.BudgetRefused refused) {
            return outcome(ask, most, refused);
        }
        return verdict instanceof Budgets.BudgetDecision.BudgetUnknown unknown && unknown.refused()
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "budgets_refused",
                        "The budgets can't be used: the bucket of DRAGOMAN_LEDGER is missing, not permitted, or holds something"
                                + " else."))
                : new Outcome.Unavailable(Problem.ofServer(
                        503, "budgets_unavailable", "The budgets are out of reach, so nothing was called."));
    }

    private Outcome.Failed outcome(Ask ask, long most, Budgets.BudgetDecision.BudgetRefused refused) {
        Budget budget = refused.budget();
        if (most > budget.amount()) {
            return new Outcome.Rejected(exceeded(
                    "This may cost up to %s, more than all of the budget \"%s\": set a lower output limit or send less."
                            .formatted(dollars(most), budget.name())));
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
        boolean waits = until != null && budget.usedUp() == Budget.UsedUp.WAIT && waits(ask.door());
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

    private static String dollars(long microUsd) {
        return "$%d.%06d".formatted(microUsd / 1_000_000, microUsd % 1_000_000);
    }

    // A model that the operator has chosen is for the operator to find a price for.
    private Outcome.Failed unpriced(Ask ask, String model) {
        boolean chosen = ask.content().choosesModel() && !model.equals(defaultModel);
        String words = "The price of the model \"%s\" is not known, and a budget holds: %s."
                .formatted(model, chosen ? "use another model" : "add it to the file of DRAGOMAN_PRICES");
        return chosen
                ? new Outcome.Rejected(Problem.ofAsk(400, "price_unknown", words, "model"))
                : new Outcome.Misconfigured(Problem.ofServer(502, "default_price_unknown", words));
    }

    private static Problem unbounded(String field) {
        return Problem.ofAsk(
                400,
                "cost_not_bounded",
                "Under a budget, \"%s\" may not have the provider work as often as it likes: what that costs is not known before."
                        .formatted(field),
                field);
    }
}
