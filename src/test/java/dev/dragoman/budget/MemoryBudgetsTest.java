package dev.dragoman.budget;

class MemoryBudgetsTest extends BudgetStoreContract {
    private final MemoryBudgets store = new MemoryBudgets(System::currentTimeMillis);

    @Override
    BudgetStore store() {
        return store;
    }
}
