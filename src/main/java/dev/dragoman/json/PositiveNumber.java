package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** Numbers of things in what callers send, of which a sum must not overflow, nor be smaller than what the provider reads. */
public final class PositiveNumber {
    /** No provider takes more of anything. */
    private static final long MOST = 1_000_000_000;

    private PositiveNumber() {}

    /**
     * A number of at least 1.
     *
     * @param node any value
     * @return rounded up, and never more than a billion; empty for what is no such number, a text that spells one included
     */
    public static OptionalLong roundedUp(JsonNode node) {
        if (!node.isNumber() || node.decimalValue().compareTo(BigDecimal.ONE) < 0) {
            return OptionalLong.empty();
        }
        BigDecimal number = node.decimalValue();
        return OptionalLong.of(
                number.compareTo(BigDecimal.valueOf(MOST)) > 0
                        ? MOST
                        : number.setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
