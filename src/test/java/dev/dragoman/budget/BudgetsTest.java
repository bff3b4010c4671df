package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Door;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Spender SPENDER = new Spender(Door.HTTP, null, null, null, null, "m");

    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-11-29T23:59:00Z").toEpochMilli());
    private final AtomicInteger writes = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private final MemoryBudgets memory = new MemoryBudgets(millis::get);

    private final AtomicInteger reads = new AtomicInteger();
    private volatile @Nullable BudgetStoreException broken;

    private final BudgetStore store = new BudgetStore() {
        @Override
        public FoundBudget read(String name) {
            reads.incrementAndGet();
            if (broken != null) {
                throw broken;
            }
            return memory.read(name);
        }

        @Override
        public Optional<String> write(String name, BudgetState state, @Nullable String known) {
            writes.incrementAndGet();
            return memory.write(name, state, known);
        }

        @Override
        public boolean isShared() {
            return false;
        }
    };

    private final BudgetEvents events = new BudgetEvents() {
        @Override
        public void spent(Budget budget, String stored, long before, long after) {
            told.add("%s %d %d".formatted(stored, before, after));
        }

        @Override
        public void refused(Budget budget, String stored, boolean fits) {
            told.add((fits ? "used up " : "too much for ") + stored);
        }

        @Override
        public void ended(Budget budget, String stored, BudgetState end) {
            told.add("ended %s %d".formatted(stored, end.spent()));
        }
    };

    private static Budget budget(String name, long amount, BudgetPeriod period) {
        return new Budget(name, Budget.Scope.ALL, amount, period, Budget.UsedUp.REJECT);
    }

    private Budgets process(String holder, Budget... budgets) {
        return new Budgets(
                List.of(budgets),
                store,
                holder,
                LEASE,
                new Clock() {
                    @Override
                    public Instant instant() {
                        return Instant.ofEpochMilli(millis.get());
                    }

                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }
                },
                () -> millis.get() * 1_000_000,
                events);
    }

    private static Budgets.BudgetDecision reserve(Budgets budgets, long bound) {
        return budgets.reserve(SPENDER, bound).toCompletableFuture().join();
    }

    private static Budgets.Grant granted(Budgets budgets, long bound) {
        return ((Budgets.BudgetDecision.BudgetGranted) reserve(budgets, bound)).grant();
    }

    private void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    private BudgetState stored(String name) {
        return memory.read(name).state();
    }

    @Test
    void whatIsSettledIsToldToTheLastMicroDollarAndTheRestIsGivenBack() {
        Budgets one = process("p1", budget("all", 1_000_000, BudgetPeriod.TOTAL));

        for (int i = 0; i < 100; i++) {
            granted(one, 1_000).settle(7);
        }
        one.giveBack();

        assertThat(stored("all/total")).isEqualTo(new BudgetState(700, 0, java.util.Map.of()));
        assertThat(writes).hasValueLessThan(10);
    }

    @Test
    void aLargeBudgetTakesFewWritesAndALittleRestOneForEachCallAtMost() {
        Budgets one = process("p1", budget("all", 1_000_000, BudgetPeriod.TOTAL));
        for (int i = 0; i < 900; i++) {
            granted(one, 1_000).settle(1_000);
        }
        int large = writes.get();
        for (int i = 0; i < 100; i++) {
            granted(one, 1_000).settle(1_000);
        }

        assertThat(large).isLessThan(500);
        assertThat(writes.get()).isLessThanOrEqualTo(large + 100);
        assertThat(reserve(one, 1)).isInstanceOfSatisfying(Budgets.BudgetDecision.BudgetRefused.class, refused -> {
            assertThat(refused.usedUp()).isTrue();
            assertThat(refused.until()).isNull();
        });
    }

    @Test
    void whatAnotherProcessHoldsIsNotUsedUp() {
        Budgets one = process("p1", budget("all", 10, BudgetPeriod.DAY));
        Budgets other = process("p2", budget("all", 10, BudgetPeriod.DAY));
        Budgets.Grant grant = granted(one, 10);

        assertThat(reserve(other, 1)).isInstanceOfSatisfying(Budgets.BudgetDecision.BudgetRefused.class, refused -> {
            assertThat(refused.usedUp()).isFalse();
            assertThat(refused.until()).isEqualTo(Instant.parse("2026-11-30T00:00:00Z"));
        });

        grant.settle(4);
        pass(Duration.ofSeconds(1));
        one.tick();
        granted(other, 6).settle(6);
    }

    @Test
    void aDeadProcessCostsWhatItHeldAndNoMore() {
        Budgets dead = process("p1", budget("all", 1_000, BudgetPeriod.TOTAL));
        Budgets other = process("p2", budget("all", 1_000, BudgetPeriod.TOTAL));
        granted(dead, 10).settle(3);
        granted(dead, 10);
        pass(LEASE.plusSeconds(1));

        granted(other, 980).settle(980);
        other.giveBack();

        assertThat(stored("all/total").lapsed()).isLessThanOrEqualTo(20);
        assertThat(stored("all/total").open()).isZero();
        assertThat(stored("all/total").spent()).isBetween(983L, 1_000L);
    }

    @Test
    void aNewPeriodBeginsAnewAndTheOldOneEndsWithItsCalls() {
        Budgets one = process("p1", budget("all", 10, BudgetPeriod.DAY));
        Budgets.Grant old = granted(one, 10);
        pass(Duration.ofSeconds(61));
        one.tick();

        granted(one, 10).settle(1);
        old.settle(9);
        pass(LEASE.minusSeconds(2));
        one.tick();

        assertThat(told).noneMatch(line -> line.startsWith("ended"));
        pass(LEASE);
        one.tick();
        assertThat(stored("all/2026-11-29").spent()).isEqualTo(9);
        assertThat(stored("all/2026-11-30").spent()).isEqualTo(1);
        assertThat(told).contains("ended all/2026-11-29 9");
    }

    @Test
    void aCallIsPaidOutOfAllBudgetsOrOutOfNone() {
        Budgets one = process("p1", budget("large", 100, BudgetPeriod.TOTAL), budget("small", 5, BudgetPeriod.TOTAL));

        assertThat(reserve(one, 6)).isInstanceOf(Budgets.BudgetDecision.BudgetRefused.class);
        granted(one, 5).settle(5);
        one.giveBack();

        assertThat(stored("large/total").spent()).isEqualTo(5);
        assertThat(stored("small/total").spent()).isEqualTo(5);
        assertThat(told).contains("too much for small/total");
    }

    private static Budget of(String name, long amount, BudgetPeriod period, Budget.UsedUp usedUp) {
        return new Budget(name, Budget.Scope.ALL, amount, period, usedUp);
    }

    /** A call that one budget rejects does not wait for another, and one that waits does so for the longest. */
    @Test
    void ofSeveralBudgetsThatAreUsedUpTheOneThatLastsDecidesWhateverTheirOrder() {
        Budget day = of("day", 10, BudgetPeriod.DAY, Budget.UsedUp.WAIT);
        Budget month = of("month", 10, BudgetPeriod.MONTH, Budget.UsedUp.WAIT);
        Budget rejecting = of("rejecting", 10, BudgetPeriod.DAY, Budget.UsedUp.REJECT);

        for (List<Budget> order : List.of(List.of(day, month), List.of(month, day))) {
            assertThat(refusedAfterTen(order)).isEqualTo("month");
        }
        for (List<Budget> order : List.of(List.of(day, rejecting, month), List.of(rejecting, month, day))) {
            assertThat(refusedAfterTen(order)).isEqualTo("rejecting");
        }
    }

    private String refusedAfterTen(List<Budget> budgets) {
        // In another month all of them begin anew.
        pass(Duration.ofDays(40));
        Budgets one = process("p1", budgets.toArray(Budget[]::new));
        granted(one, 10).settle(10);
        return ((Budgets.BudgetDecision.BudgetRefused) reserve(one, 1)).budget().name();
    }

    @Test
    void whatNeverFitsAgainIsRefusedWithoutTheStore() {
        Budgets one = process("p1", budget("all", 100, BudgetPeriod.DAY));
        granted(one, 60).settle(60);
        assertThat(reserve(one, 50)).isInstanceOf(Budgets.BudgetDecision.BudgetRefused.class);
        int before = reads.get();

        for (long bound : new long[] {50, 51, 101, Long.MAX_VALUE / 4}) {
            assertThat(reserve(one, bound))
                    .isInstanceOfSatisfying(
                            Budgets.BudgetDecision.BudgetRefused.class,
                            refused -> assertThat(refused.usedUp()).isTrue());
        }

        assertThat(reads).hasValue(before);
        granted(one, 40).settle(1);
        pass(Duration.ofDays(1));
        granted(one, 50).settle(50);
    }

    @Test
    void aBudgetOfNothingPermitsOnlyWhatIsFree() {
        Budgets one = process("p1", budget("all", 0, BudgetPeriod.DAY));

        granted(one, 0).settle(0);
        assertThat(reserve(one, 1)).isInstanceOf(Budgets.BudgetDecision.BudgetRefused.class);
        assertThat(writes).hasValue(0);
    }

    @Test
    void aStoreThatFailsIsNotTakenForOneWithoutMoney() {
        Budgets one = process("p1", budget("all", 100, BudgetPeriod.DAY));
        broken = new BudgetStoreException(false, new IllegalStateException("away"));

        assertThat(reserve(one, 1)).isEqualTo(new Budgets.BudgetDecision.BudgetUnknown(false));

        broken = null;
        granted(one, 100).settle(100);
    }

    @Test
    void whatIsSettledTwiceCountsOnce() {
        Budgets one = process("p1", budget("all", 10, BudgetPeriod.TOTAL));
        Budgets.Grant grant = granted(one, 10);
        grant.settle(2);
        grant.settle(10);
        one.giveBack();

        assertThat(stored("all/total").spent()).isEqualTo(2);
    }

    @Test
    void manyThreadsOfManyProcessesNeverOverspendAndLeaveNothing() throws Exception {
        long amount = 20_000;
        AtomicLong paid = new AtomicLong();
        AtomicInteger refusals = new AtomicInteger();
        List<Budgets> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(process("p" + i, budget("all", amount, BudgetPeriod.TOTAL)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Budgets one = all.get(i % all.size());
                Random random = new Random(i);
                done.add(threads.submit(() -> {
                    for (int call = 0; call < 1_000; call++) {
                        if (reserve(one, 10) instanceof Budgets.BudgetDecision.BudgetGranted granted) {
                            long cost = random.nextInt(11);
                            paid.addAndGet(cost);
                            granted.grant().settle(cost);
                        } else {
                            refusals.incrementAndGet();
                        }
                        if (call % 100 == 0) {
                            one.giveBack();
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        all.forEach(Budgets::giveBack);

        assertThat(paid.get()).isBetween(amount - 10, amount);
        assertThat(refusals.get()).isPositive();
        assertThat(stored("all/total")).isEqualTo(new BudgetState(paid.get(), 0, java.util.Map.of()));
    }
}
