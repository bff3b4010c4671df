package dev.dragoman.local.bench;

import java.util.Arrays;

/**
 * Times of many calls of one kind.
 *
 * @param nanos in rising order
 */
public record Figures(long[] nanos) {
    /** Sorts what was measured. */
    public static Figures of(long[] measured) {
        long[] sorted = measured.clone();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    /** The time that a share of the calls did not exceed, in milliseconds. */
    public double quantile(double share) {
        int index = (int) Math.min(nanos.length - 1L, Math.round(share * (nanos.length - 1)));
        return nanos[index] / 1e6;
    }

    /** The time that half of the calls did not exceed, in milliseconds. */
    public double median() {
        return quantile(0.5);
    }
}
