package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.budget.Budget;
import dev.dragoman.budget.BudgetPeriod;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.MemoryBudgets;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ModelPattern;
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
import dev.dragoman.payload.Profile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetSpendingTest {
    /** A token that is written costs ten micro-USD, and what is read is free. */
    private static final PriceTable PRICES = new PriceTable(
            "test",
            List.of(
                    new PriceTable.ModelPrice(
                            new ModelPattern("m*"),
                            new Price(new Price.Rates(0, 0, 10_000_000, 10_000_000), List.of(), List.of())),
                    new PriceTable.ModelPrice(
                            new ModelPattern("searcher"),
                            new Price(
                                    new Price.Rates(0, 0, 0, 0),
                                    List.of(),
                                    List.of(new Price.Each("num_search_queries", 5_000)))),
                    // A token that is read costs one.
                    new PriceTable.ModelPrice(
                            new ModelPattern("reader"),
                            new Price(new Price.Rates(1_000_000, 1_000_000, 0, 0), List.of(), List.of()))));

    private final MemoryBudgets store = new MemoryBudgets(() -> 0);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private Spending spending(Budget.Scope scope, long amount, Budget.UsedUp usedUp, boolean strict) {
        Budgets budgets = new Budgets(
                List.of(new Budget("all", scope, amount, BudgetPeriod.DAY, usedUp)),
                store,
                "p1",
                Duration.ofMinutes(1),
                Given.CLOCK,
                () -> 0,
                new BudgetLog(metrics));
        return new BudgetSpending(budgets, PRICES, new OutputLimit(Profile.BOTH, 50, strict), "default", Given.CLOCK);
    }

    private Spending spending(long amount, Budget.UsedUp usedUp) {
        return spending(Budget.Scope.ALL, amount, usedUp, false);
    }

    private static Spending.SpendingDecision decide(Spending spending, Door door, String model, String body) {
        Payload payload = new Payload(Endpoint.CHAT, model, Given.json(body), Map.of(), 0, List.of());
        return spending.decide(new StageResult.Continue<>(
                        Given.ask("a", door, Given.REQUEST), Receipt.open("a", Given.NOW), payload))
                .toCompletableFuture()
                .join();
    }

    private static Spending.SpendingDecision.Permitted permitted(Spending spending) {
        return (Spending.SpendingDecision.Permitted) decide(spending, Door.HTTP, "m", "{'max_tokens': 10}");
    }

    private static String refusal(Spending.SpendingDecision decision, Class<? extends Outcome> outcome) {
        Outcome.Failed failed = ((Spending.SpendingDecision.Withheld) decision).outcome();
        assertThat(failed).isInstanceOf(outcome);
        return failed.problem().code();
    }

    private long spent() {
        return store.read("all/2026-11-20").state().spent();
    }

    @Test
    void whatIsReportedIsSpentAndTheRestComesBack() {
        Spending spending = spending(100, Budget.UsedUp.REJECT);
        Spending.SpendingDecision.Permitted first = permitted(spending);

        assertThat(refusal(decide(spending, Door.HTTP, "m", "{'max_tokens': 10}"), Outcome.Unavailable.class))
                .isEqualTo("budget_reserved");

        first.allowance().paid(new Cost(30, 0, false, "test", null));
        first.allowance().end();
        assertThat(decide(spending, Door.HTTP, "m", "{'max_tokens': 7}"))
                .isInstanceOf(Spending.SpendingDecision.Permitted.class);
    }

    @Test
    void whatNobodyReportsCountsAsItsBoundAndAnotherRequestIsReservedAnew() {
        Spending spending = spending(250, Budget.UsedUp.REJECT);
        Spending.Allowance allowance = permitted(spending).allowance();

        assertThat(allowance.another().toCompletableFuture().join()).isTrue();
        allowance.paid(Cost.NOTHING);
        allowance.paid(new Cost(1, 0, true, "test", null));
        assertThat(allowance.another().toCompletableFuture().join()).isTrue();
        allowance.paid(Cost.UNKNOWN);

        assertThat(allowance.another().toCompletableFuture().join()).isFalse();
        allowance.end();
        assertThat(refusal(decide(spending, Door.HTTP, "m", "{'max_tokens': 10}"), Outcome.Rejected.class))
                .isEqualTo("budget_exceeded");
        assertThat(metrics.counter("dragoman.budget.refused", "budget", "all").count())
                .isPositive();
        assertThat(spent()).isLessThanOrEqualTo(200);
    }

    @Test
    void aCallThatIsNotMadeCostsNothing() {
        Spending spending = spending(100, Budget.UsedUp.REJECT);
        for (int i = 0; i < 10; i++) {
            permitted(spending).allowance().end();
        }

        assertThat(spent()).isZero();
    }

    @Test
    void asksOfQueuesWaitAndCallersDoNot() {
        Spending spending = spending(100, Budget.UsedUp.WAIT);
        permitted(spending).allowance().paid(Cost.UNKNOWN);

        assertThat(refusal(decide(spending, Door.HTTP, "m", "{'max_tokens': 10}"), Outcome.Rejected.class))
                .isEqualTo("budget_exceeded");
        Spending.SpendingDecision waits = decide(spending, Door.SQS, "m", "{'max_tokens': 10}");
        assertThat(refusal(waits, Outcome.Unavailable.class)).isEqualTo("budget_waits");
        assertThat(((Spending.SpendingDecision.Withheld) waits)
                        .outcome()
                        .knownPause()
                        .orElseThrow())
                .isGreaterThan(Duration.ofHours(11));
        // More than all of it fits into no period.
        assertThat(refusal(decide(spending, Door.SQS, "m", "{'max_tokens': 11}"), Outcome.Rejected.class))
                .isEqualTo("budget_exceeded");
    }

    @Test
    void anOpenLimitIsSetAndSaid() {
        Spending.SpendingDecision.Permitted permitted = (Spending.SpendingDecision.Permitted)
                decide(spending(1_000, Budget.UsedUp.REJECT), Door.HTTP, "m", "{'messages': []}");

        assertThat(permitted.payload().body().path("max_completion_tokens").intValue())
                .isEqualTo(50);
        assertThat(permitted.adjustments()).singleElement().asString().contains("max_completion_tokens set to 50");
        assertThat(refusal(
                        decide(
                                spending(Budget.Scope.ALL, 1_000, Budget.UsedUp.REJECT, true),
                                Door.HTTP,
                                "m",
                                "{'messages': []}"),
                        Outcome.Rejected.class))
                .isEqualTo("strict_mode");
    }

    @Test
    void withoutAPriceOrABoundNothingIsCalled() {
        Spending spending = spending(1_000, Budget.UsedUp.REJECT);

        assertThat(refusal(decide(spending, Door.HTTP, "x", "{'max_tokens': 1}"), Outcome.Rejected.class))
                .isEqualTo("price_unknown");
        assertThat(refusal(decide(spending, Door.HTTP, "default", "{'max_tokens': 1}"), Outcome.Misconfigured.class))
                .isEqualTo("default_price_unknown");
        assertThat(refusal(
                        decide(spending, Door.HTTP, "m", "{'max_tokens': 1, 'tools': [{'type': 'web_search'}]}"),
                        Outcome.Rejected.class))
                .isEqualTo("cost_not_bounded");
        assertThat(refusal(
                        decide(spending, Door.HTTP, "m", "{'max_tokens': 1000000000, 'n': 1000000000}"),
                        Outcome.Rejected.class))
                .isEqualTo("budget_exceeded");
    }

    @Test
    void aLimitThatIsNoneIsNotTakenForABound() {
        Spending spending = spending(1_000, Budget.UsedUp.REJECT);

        for (String limit : List.of("0", "-1", "'5'", "true")) {
            assertThat(refusal(
                            decide(spending, Door.HTTP, "m", "{'max_tokens': %s}".formatted(limit)),
                            Outcome.Rejected.class))
                    .isEqualTo("cost_not_bounded");
        }
        assertThat(((Spending.SpendingDecision.Permitted) decide(spending, Door.HTTP, "m", "{'max_tokens': null}"))
                        .payload()
                        .body()
                        .path("max_completion_tokens")
                        .intValue())
                .isEqualTo(50);
    }

    @Test
    void aModelThatIsPaidForByTheSearchHasNoBound() {
        assertThat(refusal(
                        decide(spending(1_000, Budget.UsedUp.REJECT), Door.HTTP, "searcher", "{'max_tokens': 1}"),
                        Outcome.Rejected.class))
                .isEqualTo("cost_not_bounded");
    }

    /** Which model and which tools a stored prompt has, only the provider knows. */
    @Test
    void aStoredPromptIsHeldByABudgetOfAnyModel() {
        Budget.Scope other = new Budget.Scope(null, null, null, null, null, new ModelPattern("acme/dear"));

        assertThat(refusal(
                        decide(
                                spending(other, 1_000, Budget.UsedUp.REJECT, false),
                                Door.HTTP,
                                "stored-prompt",
                                "{'prompt': {'id': 'p'}}"),
                        Outcome.Rejected.class))
                .isEqualTo("cost_not_bounded");
    }

    private static PassedRequest passed(String rule, String model, String body) {
        return new PassedRequest(
                rule,
                "POST",
                rule.substring("POST ".length()),
                Map.of(),
                Map.of(),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                model,
                true,
                false);
    }

    private static Spending.PassingDecision pass(Spending spending, String rule, String model, String body) {
        return spending.decide(passed(rule, model, body), "shop")
                .toCompletableFuture()
                .join();
    }

    private static String refusal(Spending.PassingDecision decision) {
        return ((Spending.PassingDecision.PassingRefused) decision)
                .outcome()
                .problem()
                .code();
    }

    @Test
    void whatIsPassedThroughAndOnlyReadsIsReservedToo() {
        Spending spending = spending(10_000, Budget.UsedUp.REJECT);
        Spending.PassingDecision.PassingPermitted passed = (Spending.PassingDecision.PassingPermitted)
                pass(spending, "POST /embeddings", "reader", "{'model': 'reader', 'input': ['a', 'b']}");

        assertThat(refusal(pass(
                        spending,
                        "POST /embeddings",
                        "reader",
                        "{'model': 'reader', 'input': '%s'}".formatted("x".repeat(9_200)))))
                .isEqualTo("budget_reserved");
        passed.allowance().paid(new Cost(2, 0, false, "test", null));
        passed.allowance().end();
        assertThat(pass(
                        spending,
                        "POST /moderations",
                        "reader",
                        "{'model': 'reader', 'input': '%s'}".formatted("x".repeat(9_200))))
                .isInstanceOf(Spending.PassingDecision.PassingPermitted.class);
        assertThat(refusal(pass(
                        spending,
                        "POST /embeddings",
                        "reader",
                        "{'model': 'reader', 'input': '%s'}".formatted("x".repeat(10_001)))))
                .isEqualTo("budget_exceeded");
    }

    @Test
    void whatIsPassedThroughWithoutABoundIsRefused() {
        Spending spending = spending(10_000, Budget.UsedUp.REJECT);

        assertThat(refusal(pass(spending, "POST /completions", "m", "{'model': 'm', 'max_tokens': 1}")))
                .isEqualTo("cost_not_bounded");
        assertThat(refusal(pass(spending, "POST /responses", "m", "{'model': 'm', 'background': true}")))
                .isEqualTo("cost_not_bounded");
        assertThat(refusal(pass(spending, "POST /embeddings", "x", "{'model': 'x', 'input': 'a'}")))
                .isEqualTo("price_unknown");
        assertThat(refusal(pass(spending, "POST /embeddings", "", "{'input': 'a'}")))
                .isEqualTo("price_unknown");
    }

    @Test
    void whatNoBudgetHoldsIsSentAsItIs() {
        Budget.Scope other = new Budget.Scope(Door.S3, null, null, null, null, null);

        Spending.SpendingDecision.Permitted permitted = (Spending.SpendingDecision.Permitted)
                decide(spending(other, 0, Budget.UsedUp.REJECT, true), Door.HTTP, "x", "{'tools': [{'type': 'mcp'}]}");

        assertThat(permitted.adjustments()).isEmpty();
        assertThat(permitted.allowance()).isSameAs(Spending.Allowance.FREE);
    }
}
