package dev.dragoman.budget;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Budgets of this process alone: what it has spent is forgotten when it ends. */
public final class MemoryBudgets implements BudgetStore {
    private final LongSupplier millis;
    private final Map<String, FoundBudget> states = new HashMap<>();
    private long versions;

    /**
     * An empty store.
     *
     * @param millis the time, in milliseconds
     */
    public MemoryBudgets(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public synchronized FoundBudget read(String name) {
        FoundBudget stored = states.get(name);
        return new FoundBudget(
                stored == null ? BudgetState.NEW : stored.state(),
                stored == null ? null : stored.version(),
                millis.getAsLong());
    }

    @Override
    public synchronized Optional<String> write(String name, BudgetState state, @Nullable String known) {
        FoundBudget stored = states.get(name);
        String now = stored == null ? null : stored.version();
        if (now == null ? known != null : !now.equals(known)) {
            return Optional.empty();
        }
        versions++;
        String version = Long.toString(versions);
        states.put(name, new FoundBudget(state, version, 0));
        return Optional.of(version);
    }

    @Override
    public boolean isShared() {
        return false;
    }
}
