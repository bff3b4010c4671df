package dev.dragoman.money;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What calls have cost. The ledger stores costs with these components as fields.
 *
 * @param microUsd what was spent, in micro-USD, as far as it is known
 * @param unknown how many answers were paid for of which nobody knows the price
 * @param estimated whether some usage was not reported, and was estimated
 * @param prices the version of the price table; null if none was needed
 * @param atFirst what answers that were taken out of the ledger had cost when they were paid for; null if there are none
 */
public record Cost(
        long microUsd,
        int unknown,
        boolean estimated,
        @Nullable String prices,
        @Nullable Cost atFirst) {
    /** Nothing was paid for. */
    public static final Cost NOTHING = new Cost(0, 0, false, null, null);

    /** An answer was paid for, and nothing is known of its price. */
    public static final Cost UNKNOWN = unknown(null);

    private static final String SEVERAL = "several";

    /** What an answer cost, by a table. */
    static Cost of(long microUsd, boolean estimated, String prices) {
        return new Cost(microUsd, 0, estimated, prices, null);
    }

    /** An answer was paid for that has no price in a table. */
    static Cost unknown(@Nullable String prices) {
        return new Cost(0, 1, false, prices, null);
    }

    /**
     * What an answer costs that is taken out of the ledger: nothing now.
     *
     * @param first what it had cost; null if that was not stored
     * @return a cost of 0 that tells the first one
     */
    public static Cost replayed(@Nullable Cost first) {
        return new Cost(0, 0, false, null, first == null ? UNKNOWN : first);
    }

    /**
     * What both cost together.
     *
     * @param other the other one
     * @return a new cost
     */
    public Cost plus(Cost other) {
        return new Cost(
                microUsd + other.microUsd,
                unknown + other.unknown,
                estimated || other.estimated,
                either(prices, other.prices),
                atFirst == null || other.atFirst == null
                        ? (atFirst == null ? other.atFirst : atFirst)
                        : atFirst.plus(other.atFirst));
    }

    private static @Nullable String either(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.equals(other) ? one : SEVERAL;
    }

    /** Whether nothing at all is known of what was spent; then it is told as null, never as 0. */
    public boolean isUnknown() {
        return microUsd == 0 && unknown > 0;
    }

    /**
     * The cost as receipts have it.
     *
     * @return {@code microUsd}, null if nothing is known; and of the other components those that say something
     */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        if (isUnknown()) {
            json.putNull("microUsd");
        } else {
            json.put("microUsd", microUsd);
        }
        if (unknown > 0) {
            json.put("unknown", unknown);
        }
        if (estimated) {
            json.put("estimated", true);
        }
        if (prices != null) {
            json.put("prices", prices);
        }
        if (atFirst != null) {
            json.set("atFirst", atFirst.json());
        }
        return json;
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @param json the tree
     * @return unknown if it is none
     */
    public static Cost read(JsonNode json) {
        return json.isObject()
                ? new Cost(
                        json.path("microUsd").longValue(),
                        json.path("unknown").intValue(),
                        json.path("estimated").booleanValue(),
                        json.path("prices").textValue(),
                        json.has("atFirst") ? read(json.path("atFirst")) : null)
                : UNKNOWN;
    }
}
