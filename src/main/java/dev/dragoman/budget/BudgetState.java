package dev.dragoman.budget;

import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored of one budget in one period, for all processes together (ADR 38). Whatever a slice holds counts as used: so
 * {@code spent} and the slices together are never more than the budget's amount, and no call is made that they do not hold.
 *
 * @param spent what was spent, and what slices that ran out may have spent
 * @param lapsed the part of {@code spent} that nobody has reported: the slices of processes that died
 * @param slices what each process holds, by the process's name
 */
public record BudgetState(long spent, long lapsed, Map<String, BudgetSlice> slices) {
    /** Nothing was spent yet. */
    public static final BudgetState NEW = new BudgetState(0, 0, Map.of());

    public BudgetState {
        slices = Map.copyOf(slices);
    }

    /**
     * What one process may spend without asking again.
     *
     * @param open the amount, what its calls under way may cost included
     * @param until when it runs out unless it is written again, in milliseconds of the store's clock
     * @param writes the number of the process's write that made it: so the process knows a write whose response was lost
     */
    public record BudgetSlice(long open, long until, long writes) {}

    /**
     * What all processes hold.
     *
     * @return the sum of the slices
     */
    public long open() {
        return slices.values().stream().mapToLong(BudgetSlice::open).sum();
    }

    /**
     * What nobody has spent or holds.
     *
     * @param amount the budget's
     * @return negative if the amount was lowered, or if calls cost more than their bound
     */
    public long left(long amount) {
        return amount - spent - open();
    }

    /**
     * The same, without the slices that ran out: what a dead process held counts as spent, since it may have been. A slow process
     * whose slice ran out may go on to spend it, so no clock has to be right for the budget to hold.
     *
     * @param now the store's time, in milliseconds
     * @param but the process that is about to write: its own slice is renewed by that. Empty for none
     */
    BudgetState lapsed(long now, String but) {
        long over = 0;
        Map<String, BudgetSlice> live = new TreeMap<>();
        for (Map.Entry<String, BudgetSlice> one : slices.entrySet()) {
            if (one.getValue().until() > now || one.getKey().equals(but)) {
                live.put(one.getKey(), one.getValue());
            } else {
                over += one.getValue().open();
            }
        }
        return new BudgetState(spent + over, lapsed + over, live);
    }

    /** The same with what a process has spent, and with what it holds from now on: nothing removes its slice. */
    BudgetState with(String holder, long reported, BudgetSlice slice) {
        Map<String, BudgetSlice> all = new TreeMap<>(slices);
        if (slice.open() == 0) {
            all.remove(holder);
        } else {
            all.put(holder, slice);
        }
        return new BudgetState(spent + reported, lapsed, all);
    }
}
