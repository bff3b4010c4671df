package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Arrays;

/**
 * The times of many calls of one kind.
 *
 * @param nanos in rising order
 */
public record Figures(long[] nanos) {
    private static final int FEW = 100;

    /** Sorts the measured times. */
    public static Figures of(long[] measured) {
        long[] sorted = measured.clone();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    /** The time, in milliseconds, that this share of the calls did not exceed (a percentile). */
    public double quantile(double share) {
        int index = (int) Math.min(nanos.length - 1L, Math.round(share * (nanos.length - 1)));
        return nanos[index] / 1e6;
    }

    /** The median in milliseconds. */
    public double median() {
        return quantile(0.5);
    }

    /** In milliseconds: the median, the spread, and all times in rising order if there are few. */
    ObjectNode report() {
        ObjectNode report = Json.object()
                .put("medianMillis", median())
                .put("p90Millis", quantile(0.9))
                .put("p99Millis", quantile(0.99));
        if (nanos.length <= FEW) {
            ArrayNode all = report.putArray("millis");
            Arrays.stream(nanos).forEach(each -> all.add(each / 1e6));
        }
        return report;
    }
}
