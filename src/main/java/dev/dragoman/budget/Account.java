package dev.dragoman.budget;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One budget in one period, as this process sees it: the purse, and its writes to the store, one at a time. */
final class Account {
    private static final Logger LOG = Logger.getLogger(Account.class);

    /** Others write the same object, and each round that fails is one of theirs: many mean that something is broken. */
    private static final int ROUNDS = 100;

    /** A rest in a slice that nobody waits for is at most this part of what is left. */
    private static final long SHARES = 128;

    private static final long LARGEST_WISH = 1L << 50;

    /** A third: a write that fails is tried again before the slice runs out. */
    private static final int RENEWALS_IN_A_LEASE = 3;

    private final Budget budget;
    private final String stored;
    private final BudgetStore store;
    private final Duration lease;
    private final LongSupplier nanos;
    private final BudgetEvents events;
    private final Object writing = new Object();
    private final AtomicLong waiting = new AtomicLong();
    /** What the last try ended with, if nothing was taken: of use to those alone that waited when it began. */
    private @Nullable FruitlessTake fruitless;

    private Purse purse;
    private boolean scarce;
    private long wish;
    private long writtenAt;
    /** So much, or more, never fits in this period again: what was spent only grows. */
    private long usedUpFrom;

    /**
     * @param budget which
     * @param period the period's name
     * @param holder this process's name
     * @param store where it is kept
     * @param lease how long a slice lasts
     * @param nanos the monotonic clock
     * @param events is told what has been spent
     */
    Account(
            Budget budget,
            String period,
            String holder,
            BudgetStore store,
            Duration lease,
            LongSupplier nanos,
            BudgetEvents events) {
        this.budget = budget;
        this.stored = name(budget, period);
        this.store = store;
        this.lease = lease;
        this.nanos = nanos;
        this.events = events;
        this.purse = Purse.empty(holder);
        this.writtenAt = nanos.getAsLong();
        this.usedUpFrom = budget.amount() + 1;
    }

    /** What a budget is stored under in a period. */
    static String name(Budget budget, String period) {
        return budget.name() + "/" + period;
    }

    String name() {
        return stored;
    }

    Budget budget() {
        return budget;
    }

    /** What came of a wish to spend. */
    sealed interface Taken {
        /** It is reserved. */
        record Reserved(Purse.Reserve reserve) implements Taken {}

        /**
         * There is too little.
         *
         * @param usedUp false if there may be enough in a moment, when calls under way are settled
         */
        record TooLittle(boolean usedUp) implements Taken {}
    }

    /**
     * A try to take a slice that came to nothing.
     *
     * @param began when, by the monotonic clock
     * @param bound what was wanted
     * @param failure why the store could not be used; null if there was too little
     */
    private record FruitlessTake(
            long began, long bound, @Nullable BudgetStoreException failure) {}

    /** Reserves out of the slice, without the store; empty if it does not hold enough. */
    synchronized Optional<Purse.Reserve> reserve(long bound) {
        if (purse.rest() < bound) {
            return Optional.empty();
        }
        purse = purse.reserve(bound);
        return Optional.of(new Purse.Reserve(bound, purse.life()));
    }

    /** Ends a call with what it cost. */
    synchronized void settle(Purse.Reserve reserve, long cost) {
        purse = purse.settle(reserve, cost);
    }

    /**
     * Reserves, and takes a larger slice if that is necessary; blocks. Calls that wait while another one writes find what it took
     * for them; if it found too little, or no store, those that wanted as much are told so without another try.
     *
     * @param bound what is reserved, more than 0
     * @param time how long it may take
     * @throws BudgetStoreException if the store can't be used
     */
    Taken take(long bound, Duration time) {
        if (isUsedUpFor(bound)) {
            return new Taken.TooLittle(true);
        }
        long asked = nanos.getAsLong();
        waiting.addAndGet(bound);
        try {
            synchronized (writing) {
                Optional<Purse.Reserve> found = reserve(bound);
                return found.isPresent() ? new Taken.Reserved(found.get()) : taken(bound, asked, time);
            }
        } finally {
            waiting.addAndGet(-bound);
        }
    }

    private Taken taken(long bound, long asked, Duration time) {
        FruitlessTake other = fruitless;
        if (other != null && other.began() - asked > 0 && other.bound() <= bound) {
            if (other.failure() != null) {
                throw other.failure();
            }
            return new Taken.TooLittle(isUsedUpFor(bound));
        }
        long began = nanos.getAsLong();
        try {
            Taken taken = inRounds(bound, time);
            fruitless = taken instanceof Taken.TooLittle ? new FruitlessTake(began, bound, null) : null;
            return taken;
        } catch (BudgetStoreException failure) {
            fruitless = new FruitlessTake(began, 0, failure);
            LOG.warnf("What is left of the budget %s could not be read: %s", stored, failure.getMessage());
            throw failure;
        }
    }

    private Taken inRounds(long bound, Duration time) {
        BudgetStore timed = store.within(time);
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Taken> refused = write(timed, bound);
            if (refused.isPresent()) {
                return refused.get();
            }
            Optional<Purse.Reserve> reserve = reserve(bound);
            if (reserve.isPresent()) {
                return new Taken.Reserved(reserve.get());
            }
        }
        return new Taken.TooLittle(false);
    }

    private synchronized boolean isUsedUpFor(long bound) {
        return bound >= usedUpFrom;
    }

    /**
     * Writes what was spent, and gives back what nobody needs, if it is time; blocks.
     *
     * @param now true if it is not to be put off: the process may be frozen or ended
     * @param time how long it may take
     * @throws BudgetStoreException if the store can't be used
     */
    void giveBack(boolean now, Duration time) {
        synchronized (writing) {
            BudgetStore timed = store.within(time);
            for (int round = 0; round < ROUNDS && (round == 0 ? isDue(now) : isUnsure()); round++) {
                write(timed, 0);
            }
        }
    }

    private synchronized boolean isUnsure() {
        return !purse.unsure().isEmpty();
    }

    private synchronized boolean isDue(boolean now) {
        if (isIdle()) {
            return false;
        }
        boolean third = nanos.getAsLong() - writtenAt
                >= lease.dividedBy(RENEWALS_IN_A_LEASE).toNanos();
        return third || (scarce && purse.rest() > 0) || (now && purse.open() > purse.reserved()) || isUnsure();
    }

    /** Whether this process has no part in it: nothing is held, and nothing is to be told. */
    synchronized boolean isIdle() {
        return purse.open() == 0
                && purse.reserved() == 0
                && purse.spent() == 0
                && purse.unsure().isEmpty();
    }

    /** What is stored, without the slices that ran out; blocks. */
    BudgetState state(Duration time) {
        BudgetStore.FoundBudget found = store.within(time).read(stored);
        return found.state().lapsed(found.now(), "");
    }

    // One read and one write. Empty if it may be tried again, or is done; else why there is nothing to take.
    private Optional<Taken> write(BudgetStore timed, long need) {
        BudgetStore.FoundBudget found = timed.read(stored);
        Purse.Plan plan = plan(found, need);
        if (plan instanceof Purse.Plan.NotEnough little) {
            return Optional.of(tooLittle(need, little.usedUp()));
        }
        Purse.Plan.Possible possible = (Purse.Plan.Possible) plan;
        if (timed.write(stored, possible.next(), found.version()).isPresent()) {
            written(possible.write());
            events.spent(budget, stored, found.state().spent(), possible.next().spent());
        }
        return Optional.empty();
    }

    private synchronized Taken tooLittle(long need, boolean usedUp) {
        usedUpFrom = usedUp ? Math.min(usedUpFrom, need) : usedUpFrom;
        return new Taken.TooLittle(usedUp);
    }

    private synchronized Purse.Plan plan(BudgetStore.FoundBudget found, long need) {
        purse = purse.seen(found.state().slices().get(purse.holder()));
        long all = need == 0 ? 0 : Math.max(need, waiting.get());
        Purse.Plan plan = purse.write(found.state(), budget.amount(), want(all), found.now());
        if (plan instanceof Purse.Plan.NotEnough && all > need) {
            plan = purse.write(found.state(), budget.amount(), want(need), found.now());
        }
        if (plan instanceof Purse.Plan.Possible possible) {
            purse = possible.purse();
            scarce = possible.next().left(budget.amount()) / SHARES < all;
        }
        return plan;
    }

    private Purse.Want want(long need) {
        return new Purse.Want(need, wish, SHARES, lease.toMillis());
    }

    private synchronized void written(Purse.Write write) {
        long now = nanos.getAsLong();
        boolean soon = now - writtenAt < lease.dividedBy(RENEWALS_IN_A_LEASE).toNanos();
        long rest = write.open() - purse.reserved();
        purse = purse.stored(write);
        wish = soon && rest > 0 ? Math.min(LARGEST_WISH, 2 * rest) : 0;
        writtenAt = now;
    }
}
