package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tries every sequence of steps of two processes that share a budget: reads, writes whose response is lost or that arrive late,
 * reserves, calls, settlements, slices that run out under living processes, and deaths between any two of these.
 */
class BudgetExplorerTest {
    private static final long AMOUNT = 3;
    private static final long LENGTH = 2;
    private static final int STEPS = 8;

    /** How many calls a process has under way. */
    private static final int CALLS = 2;

    /**
     * A call.
     *
     * @param sent what it really costs, if it was sent; -1 means not yet
     */
    private record Call(Purse.Reserve reserve, long sent) {}

    /**
     * A write on its way.
     *
     * @param known the version that it replaces
     */
    private record Flight(Purse.Write write, BudgetState next, int known) {}

    /**
     * @param flight what it waits for; null if for nothing
     * @param late a write that it no longer waits for, and that may still arrive
     */
    private record Member(
            Purse purse,
            List<Call> calls,
            @Nullable Flight flight,
            @Nullable Flight late,
            int number) {
        static Member born(int number) {
            return new Member(Purse.empty("p" + number), List.of(), null, null, number);
        }

        Member with(Purse next, List<Call> all) {
            return new Member(next, all, flight, late, number);
        }

        Member waiting(Purse next, @Nullable Flight one, @Nullable Flight other) {
            return new Member(next, calls, one, other, number);
        }
    }

    /**
     * @param version of what is stored
     * @param paid what the provider would say was spent, all processes together
     * @param calm whether no process died, no slice ran out, and no response was lost
     */
    private record World(
            BudgetState stored, int version, long now, long paid, boolean calm, int deaths, List<Member> processes) {
        World with(Member one, int at) {
            List<Member> all = new ArrayList<>(processes);
            all.set(at, one);
            return new World(stored, version, now, paid, calm, deaths, all);
        }

        World storing(BudgetState next) {
            return new World(next, version + 1, now, paid, calm, deaths, processes);
        }

        World paying(long cost) {
            return new World(stored, version, now, paid + cost, calm, deaths, processes);
        }

        World upset() {
            return new World(stored, version, now, paid, false, deaths, processes);
        }
    }

    private final Map<World, Integer> seen = new HashMap<>();
    private long ends;

    @Test
    void noSequenceOverspendsOrLeaks() {
        explore(new World(BudgetState.NEW, 0, 0, 0, true, 0, List.of(Member.born(1), Member.born(2))), STEPS);

        assertThat(seen).hasSizeGreaterThan(100_000);
        assertThat(ends).isPositive();
    }

    private void explore(World world, int steps) {
        Integer before = seen.get(world);
        if (before != null && before >= steps) {
            return;
        }
        seen.put(world, steps);
        holds(world);
        if (steps == 0) {
            return;
        }
        Consumer<World> next = each -> explore(each, steps - 1);
        if (world.now() < LENGTH + 1) {
            next.accept(new World(
                    world.stored(),
                    world.version(),
                    world.now() + LENGTH,
                    world.paid(),
                    false,
                    world.deaths(),
                    world.processes()));
        }
        for (int at = 0; at < world.processes().size(); at++) {
            step(world, world.processes().get(at), at, next);
        }
    }

    private static void step(World world, Member one, int at, Consumer<World> next) {
        if (one.flight() == null) {
            for (long need = 0; need <= 1; need++) {
                planned(world, one, at, new Purse.Want(need, 2, 1, LENGTH), next);
            }
        } else {
            arrive(world, one, at, one.flight(), next);
        }
        if (one.late() != null) {
            // It arrives after all, and nobody is told.
            if (one.late().known() == world.version()) {
                next.accept(world.with(one.waiting(one.purse(), one.flight(), null), at)
                        .storing(one.late().next()));
            }
        }
        if (one.purse().rest() >= 1 && one.calls().size() < CALLS) {
            List<Call> more = new ArrayList<>(one.calls());
            more.add(new Call(new Purse.Reserve(1, one.purse().life()), -1));
            next.accept(world.with(one.with(one.purse().reserve(1), more), at));
        }
        for (int call = 0; call < one.calls().size(); call++) {
            calls(world, one, at, call, next);
        }
        if (world.deaths() < 2) {
            // What it sent is paid. What it wrote may still arrive.
            Member heir = Member.born(one.number() + 2);
            World dead = new World(
                    world.stored(),
                    world.version(),
                    world.now(),
                    world.paid(),
                    false,
                    world.deaths() + 1,
                    world.processes());
            next.accept(dead.with(heir, at));
            if (one.flight() != null && one.flight().known() == world.version()) {
                next.accept(dead.with(heir, at).storing(one.flight().next()));
            }
        }
    }

    private static void planned(World world, Member one, int at, Purse.Want want, Consumer<World> next) {
        Purse purse = one.purse().seen(world.stored().slices().get(one.purse().holder()));
        Purse.Plan plan = purse.write(world.stored(), AMOUNT, want, world.now());
        if (plan instanceof Purse.Plan.Possible possible) {
            Flight flight = new Flight(possible.write(), possible.next(), world.version());
            next.accept(world.with(one.waiting(possible.purse(), flight, one.late()), at));
        } else if (want.need() == 0) {
            throw new AssertionError("nothing can be given back in " + world);
        }
    }

    private static void arrive(World world, Member one, int at, Flight flight, Consumer<World> next) {
        if (flight.known() == world.version()) {
            Member told = one.waiting(one.purse().stored(flight.write()), null, null);
            next.accept(world.with(told, at).storing(flight.next()));
            // Stored, and the response is lost.
            next.accept(world.with(one.waiting(one.purse(), null, one.late()), at)
                    .storing(flight.next())
                    .upset());
            // Not stored yet.
            next.accept(world.with(one.waiting(one.purse(), null, flight), at).upset());
        } else {
            next.accept(world.with(one.waiting(one.purse(), null, one.late()), at));
        }
    }

    private static void calls(World world, Member one, int at, int call, Consumer<World> next) {
        Call begun = one.calls().get(call);
        List<Call> others = new ArrayList<>(one.calls());
        others.remove(call);
        if (begun.sent() < 0) {
            for (long cost = 0; cost <= 1; cost++) {
                List<Call> sent = new ArrayList<>(others);
                sent.add(new Call(begun.reserve(), cost));
                next.accept(world.with(one.with(one.purse(), sent), at).paying(cost));
            }
        }
        // Never sent, or answered.
        Purse settled = one.purse().settle(begun.reserve(), Math.max(0, begun.sent()));
        next.accept(world.with(one.with(settled, others), at));
    }

    private void holds(World world) {
        BudgetState stored = world.stored();
        hold(world.paid() <= AMOUNT, "never more is spent", world);
        long counted = stored.spent() + stored.open();
        hold(counted >= world.paid(), "all that is paid is counted", world);
        hold(counted <= AMOUNT, "never more is given away", world);
        for (Member one : world.processes()) {
            hold(one.purse().reserved() >= 0 && one.purse().spent() >= 0, "nothing is settled twice", world);
        }
        // All end: they give back what they can, and the rest runs out.
        BudgetState end = stored;
        for (Member one : world.processes()) {
            if (one.flight() != null || one.late() != null || !one.calls().isEmpty()) {
                continue;
            }
            Purse purse = one.purse().seen(end.slices().get(one.purse().holder()));
            end = ((Purse.Plan.Possible) purse.write(end, AMOUNT, new Purse.Want(0, 0, 1, LENGTH), world.now())).next();
        }
        BudgetState over = end.lapsed(world.now() + LENGTH + 1, "");
        hold(over.open() == 0, "nothing stays reserved", world);
        hold(over.spent() >= world.paid() && over.spent() <= AMOUNT, "nothing is lost", world);
        if (world.calm()
                && world.processes().stream()
                        .allMatch(one -> one.flight() == null && one.calls().isEmpty())) {
            ends++;
            hold(over.spent() == world.paid() && over.lapsed() == 0, "nothing leaks", world);
        }
    }

    private static void hold(boolean rule, String words, World world) {
        if (!rule) {
            throw new AssertionError(words + ": " + world);
        }
    }
}
