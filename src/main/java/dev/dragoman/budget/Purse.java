package dev.dragoman.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A process's part of one budget in one period: its slice, and what it did with it. Calls are reserved out of the slice and settled
 * into it without a word to the store; only {@link #write} changes the stored state, and only if it is still what was read.
 *
 * @param holder the process's name, which no other process ever has
 * @param open what its slice holds, as far as is known to be stored
 * @param reserved what the calls under way may cost
 * @param spent what calls have cost since the slice was written
 * @param writes how many writes were begun
 * @param unsure writes of which nobody knows whether they are stored, or will be
 * @param life how often its slice was found to be gone: whatever was reserved before that is counted as spent already
 */
public record Purse(String holder, long open, long reserved, long spent, long writes, List<Write> unsure, long life) {
    public Purse {
        unsure = List.copyOf(unsure);
    }

    /**
     * A write of the slice.
     *
     * @param number of the process's writes, from 1
     * @param reported what it tells to be spent
     * @param open what the slice then holds
     */
    public record Write(long number, long reported, long open) {}

    /**
     * A right to spend.
     *
     * @param bound the most that it covers
     * @param life the purse's when it was given
     */
    public record Reserve(long bound, long life) {}

    /** What became of a wish to write. */
    public sealed interface Plan {
        /**
         * It can be written.
         *
         * @param purse knows that it may be stored from now on
         * @param next what is to be stored
         * @param write what the write does
         */
        record Possible(Purse purse, BudgetState next, Write write) implements Plan {}

        /**
         * There is not enough left.
         *
         * @param usedUp true if it would not be enough either if all calls under way cost nothing: only the next period helps
         */
        record NotEnough(boolean usedUp) implements Plan {}
    }

    /** A process that has nothing yet. */
    public static Purse empty(String holder) {
        return new Purse(holder, 0, 0, 0, 0, List.of(), 0);
    }

    /**
     * What can be reserved without a write. While a write is not known to be stored or lost, only what is there in both cases.
     *
     * @return negative if calls cost more than their bounds
     */
    public long rest() {
        long least = LongStream.concat(
                        LongStream.of(open), unsure.stream().mapToLong(write -> write.open() + write.reported()))
                .min()
                .orElse(open);
        return least - reserved - spent;
    }

    /** Reserves what a call may cost. The {@link #rest} must hold it. */
    Purse reserve(long bound) {
        if (bound > rest()) {
            throw new IllegalStateException("more than the slice's rest");
        }
        return new Purse(holder, open, reserved + bound, spent, writes, unsure, life);
    }

    /** Ends a call. If its slice ran out meanwhile, all of that is counted already. */
    Purse settle(Reserve reserve, long cost) {
        return reserve.life() == life
                ? new Purse(holder, open, reserved - reserve.bound(), spent + cost, writes, unsure, life)
                : this;
    }

    /**
     * Takes over what is stored of this process's slice.
     *
     * @param stored as it was read; null if there is no slice
     */
    Purse seen(BudgetState.@Nullable BudgetSlice stored) {
        if (stored == null) {
            // It ran out, or was given back while nothing was reserved. What it held is spent.
            return open == 0 && unsure.isEmpty() ? this : new Purse(holder, 0, 0, 0, writes, List.of(), life + 1);
        }
        return unsure.stream()
                .filter(write -> write.number() == stored.writes())
                .findFirst()
                .map(this::stored)
                .orElse(this);
    }

    /** A write is stored, and so no other that was begun before it can be any more. */
    Purse stored(Write write) {
        return new Purse(holder, write.open(), reserved, spent - write.reported(), writes, List.of(), life);
    }

    /**
     * Plans a write: reports what was spent, and takes or gives back so that the rest is as wanted.
     *
     * @param state as it is stored, and as {@link #seen}
     * @param amount the budget's
     * @param want how the slice is to be
     * @param now the store's time, in milliseconds
     */
    Plan write(BudgetState state, long amount, Want want, long now) {
        BudgetState live = state.lapsed(now, holder);
        long usedByOthers = live.spent() + live.open() - openOf(live);
        long room = amount - usedByOthers - spent - reserved;
        if (want.need() > 0 && want.need() > room) {
            return new Plan.NotEnough(want.need() > amount - live.spent() - spent);
        }
        long rest = want.need() == 0 ? 0 : Math.max(want.need(), Math.min(want.wish(), room / want.shares()));
        Write write = new Write(writes + 1, spent, reserved + rest);
        List<Write> pending = new ArrayList<>(unsure);
        pending.add(write);
        return new Plan.Possible(
                new Purse(holder, open, reserved, spent, write.number(), pending, life),
                live.with(
                        holder, spent, new BudgetState.BudgetSlice(write.open(), now + want.length(), write.number())),
                write);
    }

    private long openOf(BudgetState state) {
        BudgetState.BudgetSlice mine = state.slices().get(holder);
        return mine == null ? 0 : mine.open();
    }

    /**
     * How a slice is to be.
     *
     * @param need the least rest; 0 gives the rest back
     * @param wish the rest that would save writes
     * @param shares a rest beyond the need is at most this part of what is left: so slices shrink to single calls
     * @param length how long it lasts unless it is written again, in milliseconds
     */
    public record Want(long need, long wish, long shares, long length) {}
}
