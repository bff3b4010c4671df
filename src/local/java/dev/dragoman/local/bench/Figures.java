package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Arrays;

/**
 * Times of many calls of one kind.
 *
 * @param nanos in rising order
 */
public record Figures(long[] nanos) {
    private static final int FEW = 100;

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

    /** In milliseconds: the median, the spread, and each of them in rising order where they are few. */
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
