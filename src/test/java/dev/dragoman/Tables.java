package dev.dragoman;

import dev.dragoman.event.ModelPattern;
import dev.dragoman.money.Price;
import dev.dragoman.money.PriceTable;
import java.util.List;

/** Price tables of the tests. */
public final class Tables {
    /** The version of {@link #PRICES}. */
    public static final String VERSION = "2026-11-29+0a1b2c3d";

    /** The model {@code priced}: a dollar for a million tokens that are read, and ten for as many that are written. */
    public static final PriceTable PRICES = new PriceTable(
            VERSION,
            List.of(new PriceTable.ModelPrice(
                    new ModelPattern("priced"),
                    new Price(new Price.Rates(1_000_000, 1_000_000, 10_000_000, 10_000_000), List.of(), List.of()))));

    private Tables() {}
}
