package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.budget.Budget;
import dev.dragoman.budget.BudgetPeriod;
import dev.dragoman.budget.Budgets;
import dev.dragoman.budget.MemoryBudgets;
import dev.dragoman.budget.Spender;
import dev.dragoman.event.Door;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators read of a budget, while it is spent and when its period changes. */
class BudgetLogTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Spender SPENDER = new Spender(Door.HTTP, null, null, null, null, "m");

    private final List<String> lines = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Logger logger = Logger.getLogger("dragoman.budget");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Instant now = Instant.parse("2026-11-30T23:59:30Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);

    private final Budgets budgets = new Budgets(
            List.of(
                    new Budget("day", Budget.Scope.ALL, 1_000_000, BudgetPeriod.DAY, Budget.UsedUp.WAIT),
                    new Budget("month", Budget.Scope.ALL, 100_000_000, BudgetPeriod.MONTH, Budget.UsedUp.WAIT),
                    new Budget("ever", Budget.Scope.ALL, 100_000_000, BudgetPeriod.TOTAL, Budget.UsedUp.REJECT)),
            new MemoryBudgets(() -> now.toEpochMilli()),
            "p1",
            LEASE,
            clock,
            () -> now.toEpochMilli() * 1_000_000,
            new BudgetLog(metrics));

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    private void spend(long bound, long cost) {
        ((Budgets.BudgetDecision.BudgetGranted)
                        budgets.reserve(SPENDER, bound).toCompletableFuture().join())
                .grant()
                .settle(cost);
        budgets.giveBack();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        budgets.tick();
    }

    private double reached(int percent) {
        return metrics.counter("dragoman.budget.threshold", "budget", "day", "percent", Integer.toString(percent))
                .count();
    }

    @Test
    void eachThresholdIsToldOnceAndCounted() {
        spend(400_000, 400_000);
        assertThat(lines).isEmpty();
        spend(100_000, 100_000);
        spend(1, 1);
        spend(450_000, 400_000);
        spend(99_999, 99_999);

        assertThat(lines)
                .containsExactly(
                        "The budget day/2026-11-30 has reached 50 %: $0.500000 of $1.000000",
                        "The budget day/2026-11-30 has reached 80 %: $0.900001 of $1.000000",
                        "The budget day/2026-11-30 has reached 100 %: $1.000000 of $1.000000");
        assertThat(List.of(reached(50), reached(80), reached(100))).containsExactly(1.0, 1.0, 1.0);
        assertThat(metrics.get("dragoman.budget.spent.microusd")
                        .tag("budget", "day")
                        .gauge()
                        .value())
                .isEqualTo(1_000_000);
    }

    @Test
    void severalThresholdsMayBeReachedAtOnceAndBegunAnewInTheNextPeriod() {
        spend(1_000_000, 1_000_000);
        pass(Duration.ofSeconds(31));
        spend(600_000, 600_000);

        assertThat(List.of(reached(50), reached(80), reached(100))).containsExactly(2.0, 1.0, 1.0);
    }

    @Test
    void thatABudgetIsUsedUpIsToldOnceInAPeriodAndCountedEachTime() {
        spend(950_000, 950_000);
        lines.clear();
        for (int i = 0; i < 3; i++) {
            budgets.reserve(SPENDER, 60_000).toCompletableFuture().join();
        }
        budgets.reserve(SPENDER, 2_000_000).toCompletableFuture().join();

        assertThat(lines)
                .containsExactly("The budget day/2026-11-30 is used up: what does not fit into its rest is refused");
        assertThat(metrics.counter("dragoman.budget.refused", "budget", "day").count())
                .isEqualTo(4);
    }

    /** A line for each budget whose period is over, once what was spent in it is known; none for one without end. */
    @Test
    void aPeriodsEndIsToldWhenAllOfItIsKnown() {
        spend(200_000, 120_000);
        Budgets.Grant late = ((Budgets.BudgetDecision.BudgetGranted)
                        budgets.reserve(SPENDER, 50_000).toCompletableFuture().join())
                .grant();
        pass(Duration.ofSeconds(31));
        spend(5_000, 5_000);
        pass(LEASE);
        assertThat(lines).isEmpty();

        late.settle(30_000);
        pass(LEASE);
        pass(LEASE);

        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "The budget day/2026-11-30 has ended: amount $1.000000, spent $0.150000 (of that $0.000000 by processes"
                                + " that died and did not report it), reserved $0.000000, left $0.850000",
                        "The budget month/2026-11 has ended: amount $100.000000, spent $0.150000 (of that $0.000000 by"
                                + " processes that died and did not report it), reserved $0.000000, left $99.850000");
        assertThat(budgets.standings())
                .extracting(standing -> "%s %s %s %d"
                        .formatted(
                                standing.budget().name(),
                                standing.period(),
                                standing.until(),
                                standing.state().spent()))
                .containsExactly(
                        "day 2026-12-01 2026-12-02T00:00:00Z 5000",
                        "month 2026-12 2027-01-01T00:00:00Z 5000",
                        "ever total null 155000");
    }
}
