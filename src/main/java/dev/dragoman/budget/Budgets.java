package dev.dragoman.budget;

import dev.dragoman.blocking.Blocking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All budgets, of which each call reserves what it may cost before it is made (ADR 38). */
public final class Budgets {
    private static final Logger LOG = Logger.getLogger(Budgets.class);

    /** Nothing has been paid yet: a store that takes longer is out of reach. */
    private static final Duration ADMISSION = Duration.ofSeconds(10);

    private static final Duration WRITE = Duration.ofSeconds(5);

    private final List<Budget> budgets;
    private final BudgetStore store;
    private final String holder;
    private final Duration lease;
    private final Clock clock;
    private final LongSupplier nanos;
    private final BudgetEvents events;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /**
     * Budgets over a store.
     *
     * @param budgets all that hold; empty for none
     * @param store keeps what was spent
     * @param holder a name for this process that no other ever has
     * @param lease how long a slice lasts unless it is written again
     * @param clock tells which period it is
     * @param nanos the monotonic clock
     * @param events is told what happens
     */
    public Budgets(
            List<Budget> budgets,
            BudgetStore store,
            String holder,
            Duration lease,
            Clock clock,
            LongSupplier nanos,
            BudgetEvents events) {
        this.budgets = List.copyOf(budgets);
        this.store = store;
        this.holder = holder;
        this.lease = lease;
        this.clock = clock;
        this.nanos = nanos;
        this.events = events;
    }

    /** What came of a wish to spend. */
    public sealed interface BudgetDecision {
        /**
         * The call may be made.
         *
         * @param grant has to be settled
         */
        record BudgetGranted(Grant grant) implements BudgetDecision {}

        /**
         * A budget does not hold it.
         *
         * @param budget which
         * @param usedUp false if there may be enough in a moment, when calls under way are settled
         * @param until when its period ends; null if never
         */
        record BudgetRefused(
                Budget budget, boolean usedUp, @Nullable Instant until) implements BudgetDecision {}

        /**
         * The store can't be used, so nobody knows.
         *
         * @param refused true if an operator has to act
         */
        record BudgetUnknown(boolean refused) implements BudgetDecision {}
    }

    /** What a call may cost, held in each budget that it is paid out of. */
    public static final class Grant {
        private final List<Held> held;
        private final long bound;
        private final AtomicBoolean settled = new AtomicBoolean();

        private Grant(List<Held> held, long bound) {
            this.held = held;
            this.bound = bound;
        }

        /**
         * The most that it covers.
         *
         * @return micro-USD
         */
        public long bound() {
            return bound;
        }

        /**
         * Ends the call; only the first time counts.
         *
         * @param cost what it cost; the {@link #bound} if that is not known
         */
        public void settle(long cost) {
            if (settled.compareAndSet(false, true)) {
                held.forEach(each -> each.account().settle(each.reserve(), cost));
            }
        }
    }

    private record Held(Account account, Purse.Reserve reserve) {}

    /**
     * Whether there is none.
     *
     * @return true if no call is ever limited
     */
    public boolean isEmpty() {
        return budgets.isEmpty();
    }

    /**
     * The clients that budgets are for.
     *
     * @return the labels of their keys
     */
    public Set<String> clients() {
        return budgets.stream()
                .flatMap(budget -> Optional.ofNullable(budget.scope().client()).stream())
                .collect(Collectors.toSet());
    }

    /**
     * Whether a call is paid out of any budget.
     *
     * @param spender for whom it is
     * @return false if nothing has to be reserved for it
     */
    public boolean hold(Spender spender) {
        return budgets.stream().anyMatch(budget -> budget.scope().holds(spender));
    }

    /**
     * Reserves what a call may cost. Blocks nobody: what has to ask the store does so on another thread.
     *
     * @param spender for whom it is
     * @param bound the most that it may cost, in micro-USD
     * @return what came of it
     */
    public CompletionStage<BudgetDecision> reserve(Spender spender, long bound) {
        Instant now = clock.instant();
        List<Held> held = new ArrayList<>();
        List<Account> missing = new ArrayList<>();
        if (bound > 0) {
            for (Budget budget : budgets) {
                if (budget.scope().holds(spender)) {
                    Account account = account(budget, now);
                    account.reserve(bound)
                            .ifPresentOrElse(
                                    reserve -> held.add(new Held(account, reserve)), () -> missing.add(account));
                }
            }
        }
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(new BudgetDecision.BudgetGranted(new Grant(held, bound)));
        }
        return store.isShared()
                ? Blocking.run(() -> taken(held, missing, bound, now))
                : CompletableFuture.completedFuture(taken(held, missing, bound, now));
    }

    // All are asked, whatever the first one says: what becomes of the call must not depend on their order.
    private BudgetDecision taken(List<Held> held, List<Account> missing, long bound, Instant now) {
        Grant grant = new Grant(held, bound);
        BudgetDecision.@Nullable BudgetRefused refused = null;
        try {
            long from = nanos.getAsLong();
            for (Account account : missing) {
                Account.Taken taken = account.take(bound, ADMISSION.minusNanos(nanos.getAsLong() - from));
                if (taken instanceof Account.Taken.TooLittle little) {
                    refused = longer(refused, refusal(account, little.usedUp(), bound, now), bound);
                } else {
                    held.add(new Held(account, ((Account.Taken.Reserved) taken).reserve()));
                }
            }
        } catch (BudgetStoreException failure) {
            grant.settle(0);
            return new BudgetDecision.BudgetUnknown(failure.isRefused());
        }
        if (refused != null) {
            grant.settle(0);
            return refused;
        }
        return new BudgetDecision.BudgetGranted(grant);
    }

    private BudgetDecision.BudgetRefused refusal(Account account, boolean usedUp, long bound, Instant now) {
        Budget budget = account.budget();
        if (usedUp) {
            events.refused(budget, account.name(), bound <= budget.amount());
        }
        return new BudgetDecision.BudgetRefused(budget, usedUp, budget.period().end(now));
    }

    // The call has to fit into both budgets, so the one that keeps it out for longer decides.
    private static BudgetDecision.BudgetRefused longer(
            BudgetDecision.@Nullable BudgetRefused one, BudgetDecision.BudgetRefused other, long bound) {
        return one != null && lasts(one, bound).compareTo(lasts(other, bound)) >= 0 ? one : other;
    }

    // A call that is rejected does not come again: that is longer than any wait.
    private static Instant lasts(BudgetDecision.BudgetRefused refused, long bound) {
        if (!refused.usedUp()) {
            return Instant.MIN;
        }
        Instant until = refused.until();
        boolean rejects = refused.budget().usedUp() == Budget.UsedUp.REJECT
                || bound > refused.budget().amount();
        return until == null || rejects ? Instant.MAX : until;
    }

    private Account account(Budget budget, Instant now) {
        String period = budget.period().name(now);
        return accounts.computeIfAbsent(
                Account.name(budget, period), name -> new Account(budget, period, holder, store, lease, nanos, events));
    }

    /** Tells the store what was spent and gives back what nobody needs, where it is time; blocks. To be called every second. */
    public void tick() {
        giveBack(false);
        Instant now = clock.instant();
        for (Account account : List.copyOf(accounts.values())) {
            if (account.isIdle() && isOver(account, now)) {
                accounts.remove(account.name());
                periodEnded(account);
            }
        }
    }

    // A lease later than by the calendar: a call that has looked at the clock just before is still to come, and by then
    // other
    // processes have told what they spent, or their slices have run out.
    private boolean isOver(Account account, Instant now) {
        return !isOf(account, now) && !isOf(account, now.minus(lease));
    }

    private static boolean isOf(Account account, Instant time) {
        Budget budget = account.budget();
        return account.name().equals(Account.name(budget, budget.period().name(time)));
    }

    private void periodEnded(Account account) {
        try {
            events.ended(account.budget(), account.name(), account.state(WRITE));
        } catch (BudgetStoreException failure) {
            LOG.warnf("What was spent of the budget %s could not be read: %s", account.name(), failure.getMessage());
        }
    }

    /** Tells the store all of that, since the process may be frozen or ended; blocks. */
    public void giveBack() {
        giveBack(true);
    }

    private void giveBack(boolean now) {
        try {
            for (Account account : List.copyOf(accounts.values())) {
                account.giveBack(now, WRITE);
            }
        } catch (BudgetStoreException failure) {
            LOG.warnf("What was spent of a budget could not be written and is tried again: %s", failure.getMessage());
        }
    }

    /**
     * How a budget stands.
     *
     * @param budget which
     * @param period the period's name
     * @param until when it ends; null if never
     * @param state what is stored
     */
    public record Standing(
            Budget budget, String period, @Nullable Instant until, BudgetState state) {}

    /**
     * How all budgets stand now, with what this process has not told yet; blocks.
     *
     * @return in their order
     * @throws BudgetStoreException if the store can't be used
     */
    public List<Standing> standings() {
        giveBack(true);
        Instant now = clock.instant();
        return budgets.stream()
                .map(budget -> new Standing(
                        budget,
                        budget.period().name(now),
                        budget.period().end(now),
                        account(budget, now).state(ADMISSION)))
                .toList();
    }
}
