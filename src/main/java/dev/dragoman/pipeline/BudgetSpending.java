package dev.dragoman.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.CallBound;
import dev.dragoman.budget.Spender;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.model.Spending;
import dev.dragoman.money.Cost;
import dev.dragoman.money.Price;
import dev.dragoman.money.PriceTable;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.OutputLimit;
import dev.dragoman.payload.PassedRequest;
import dev.dragoman.payload.Payload;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Has each call reserved out of the budgets that hold for it, before it is made (docs/budgets.md, ADR 38). */
final class BudgetSpending implements Spending {
    private final Budgets budgets;
    private final PriceTable prices;
    private final OutputLimit limit;
    private final String defaultModel;
    private final BudgetRefusals refusals;

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
        this.refusals = new BudgetRefusals(clock);
    }

    @Override
    public CompletionStage<SpendingDecision> decide(StageResult.Continue<Payload> open) {
        Payload payload = open.value();
        Spender spender = spender(open.ask(), payload.isModelKnown() ? payload.model() : null);
        if (!budgets.hold(spender)) {
            return Spending.FREE.decide(open);
        }
        Optional<String> unbounded = CallBound.unbounded(payload.body());
        if (unbounded.isPresent()) {
            return withheld(BudgetRefusals.notBounded(unbounded.get()));
        }
        Price price = prices.price(payload.model()).orElse(null);
        if (price == null) {
            return withheld(BudgetRefusals.unpriced(payload.model(), isChosen(open.ask(), payload.model())));
        }
        if (!price.isBounded()) {
            return withheld(BudgetRefusals.notBounded("model"));
        }
        if (!payload.endpoint().generates()) {
            CallBound bound = CallBound.of(payload.body(), 0, OptionalInt.empty(), -1);
            return reserved(open, spender, payload, List.of(), most(price, bound));
        }
        OutputLimit.AskedLength asked = limit.asked(payload);
        if (asked instanceof OutputLimit.AskedLength.MalformedLength malformed) {
            return withheld(BudgetRefusals.notBounded(malformed.field()));
        }
        boolean isOpen = asked instanceof OutputLimit.AskedLength.OpenLength;
        if (isOpen && limit.isStrict()) {
            return withheld(new Outcome.Rejected(limit.missing(payload)));
        }
        long tokens = asked instanceof OutputLimit.AskedLength.LimitedLength limited
                ? limited.tokens()
                : limit.tokens(payload.model());
        Payload bounded = isOpen ? limit.set(payload) : payload;
        CallBound bound = CallBound.of(
                bounded.body(), tokens, limit.profile().contextTokens(payload.model()), fileBytes(open.receipt()));
        return reserved(open, spender, bounded, isOpen ? List.of(limit.words(payload)) : List.of(), most(price, bound));
    }

    private CompletionStage<SpendingDecision> reserved(
            StageResult.Continue<Payload> open, Spender spender, Payload sent, List<String> adjustments, long most) {
        HeldAllowance held = new HeldAllowance(spender, most);
        return budgets.reserve(spender, most)
                .thenApply(verdict -> verdict instanceof Budgets.BudgetDecision.BudgetGranted granted
                        ? new SpendingDecision.Permitted(sent, adjustments, held.with(granted.grant()))
                        : new SpendingDecision.Withheld(
                                refusals.outcome(open.ask().door(), most, verdict)));
    }

    private static CompletionStage<SpendingDecision> withheld(Outcome.Failed outcome) {
        return CompletableFuture.completedFuture(new SpendingDecision.Withheld(outcome));
    }

    @Override
    public CompletionStage<PassingDecision> decide(PassedRequest request, @Nullable String client) {
        String model = request.model().isEmpty() ? null : request.model();
        Spender spender = new Spender(Door.HTTP, null, client, null, null, model);
        if (!request.isPaid() || !budgets.hold(spender)) {
            return Spending.FREE.decide(request, client);
        }
        if (!request.onlyReads()) {
            return refused(BudgetRefusals.NOT_BOUNDED);
        }
        return request.body().length > Blocking.LARGE
                ? Blocking.run(() -> decide(request, spender)).thenCompose(decision -> decision)
                : decide(request, spender);
    }

    private CompletionStage<PassingDecision> decide(PassedRequest request, Spender spender) {
        String model = spender.model();
        ObjectNode body = Json.read(request.body()).object().orElse(null);
        if (body == null) {
            return refused(BudgetRefusals.NOT_BOUNDED);
        }
        Optional<String> unbounded = CallBound.unbounded(body);
        if (unbounded.isPresent()) {
            return refused(BudgetRefusals.notBounded(unbounded.get()));
        }
        Price price = model == null ? null : prices.price(model).orElse(null);
        if (price == null) {
            return refused(BudgetRefusals.unpriced(request.model(), true));
        }
        if (!price.isBounded()) {
            return refused(BudgetRefusals.notBounded("model"));
        }
        long most = most(price, CallBound.of(body, 0, OptionalInt.empty(), -1));
        HeldAllowance held = new HeldAllowance(spender, most);
        return budgets.reserve(spender, most)
                .thenApply(verdict -> verdict instanceof Budgets.BudgetDecision.BudgetGranted granted
                        ? new PassingDecision.PassingPermitted(held.with(granted.grant()))
                        : new PassingDecision.PassingRefused(refusals.outcome(Door.HTTP, most, verdict)));
    }

    private static CompletionStage<PassingDecision> refused(Outcome.Failed outcome) {
        return CompletableFuture.completedFuture(new PassingDecision.PassingRefused(outcome));
    }

    // A model that the operator has chosen is for the operator to find a price for.
    private boolean isChosen(Ask ask, String model) {
        return ask.content().choosesModel() && !model.equals(defaultModel);
    }

    private static Spender spender(Ask ask, @Nullable String model) {
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
}
