package dev.dragoman.pipeline;

import dev.dragoman.budget.Budget;
import dev.dragoman.budget.BudgetEvents;
import dev.dragoman.budget.BudgetState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** What happens to budgets, as log lines and metrics. */
final class BudgetLog implements BudgetEvents {
    private static final Logger LOG = Logger.getLogger("dragoman.budget");

    private static final List<Integer> PERCENT = List.of(50, 80, 100);

    private static final String BUDGET = "budget";

    private final MeterRegistry metrics;
    private final Map<String, AtomicLong> spent = new ConcurrentHashMap<>();
    // The period in which each was said to be used up: a line for each call would be too many.
    private final Map<String, String> usedUp = new ConcurrentHashMap<>();

    /**
     * @param metrics where meters are kept
     */
    BudgetLog(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void spent(Budget budget, String stored, long before, long after) {
        spent.computeIfAbsent(
                        budget.name(),
                        name -> metrics.gauge(
                                "dragoman.budget.spent.microusd",
                                List.of(io.micrometer.core.instrument.Tag.of(BUDGET, name)),
                                new AtomicLong()))
                .set(after);
        for (int percent : PERCENT) {
            if (isPassed(budget.amount(), percent, before, after)) {
                metrics.counter(
                                "dragoman.budget.threshold",
                                BUDGET,
                                budget.name(),
                                "percent",
                                Integer.toString(percent))
                        .increment();
                LOG.warnf(
                        "The budget %s has reached %d %%: %s of %s",
                        stored, percent, dollars(after), dollars(budget.amount()));
            }
        }
    }

    // Without a product that could overflow: amounts are at most 10^15.
    private static boolean isPassed(long amount, int percent, long before, long after) {
        long mark = amount / 100 * percent + amount % 100 * percent / 100;
        return amount > 0 && before < mark && after >= mark;
    }

    @Override
    public void refused(Budget budget, String stored, boolean fits) {
        metrics.counter("dragoman.budget.refused", BUDGET, budget.name()).increment();
        if (fits && !stored.equals(usedUp.put(budget.name(), stored))) {
            LOG.warnf("The budget %s is used up: what does not fit into its rest is refused", stored);
        }
    }

    @Override
    public void ended(Budget budget, String stored, BudgetState end) {
        LOG.infof(
                "The budget %s has ended: amount %s, spent %s (of that %s by processes that died and did not report it), reserved"
                        + " %s, left %s",
                stored,
                dollars(budget.amount()),
                dollars(end.spent()),
                dollars(end.lapsed()),
                dollars(end.open()),
                dollars(end.left(budget.amount())));
    }

    /** An amount in words. */
    static String dollars(long microUsd) {
        return "%s$%d.%06d"
                .formatted(microUsd < 0 ? "-" : "", Math.abs(microUsd) / 1_000_000, Math.abs(microUsd) % 1_000_000);
    }
}
