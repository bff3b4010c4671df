package dev.dragoman.money;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.ModelPattern;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models ({@code DRAGOMAN_PRICES}).
 *
 * @param version as receipts name it: the file's, with the first 8 hex digits of its SHA-256, so that every change shows
 * @param entries in the file's order; of several that match a model the last one counts
 */
public record PriceTable(String version, List<ModelPrice> entries) {
    /** A table that knows no price. */
    public static final PriceTable NONE = new PriceTable("none", List.of());

    public PriceTable {
        entries = List.copyOf(entries);
    }

    /**
     * The price of some models.
     *
     * @param models their names
     * @param price null if it is not known
     */
    public record ModelPrice(ModelPattern models, @Nullable Price price) {}

    /**
     * What a model costs.
     *
     * @param model its name
     * @return empty if that is not known
     */
    public Optional<Price> price(String model) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).models().matches(model)) {
                return Optional.ofNullable(entries.get(i).price());
            }
        }
        return Optional.empty();
    }

    /**
     * What an answer cost.
     *
     * @param model the model's name
     * @param usage the usage of the one answer, as its provider reported it, or an estimate that says so
     * @return empty if the model has no price here, or if the usage does not say how much was read and written
     */
    public Optional<Cost> cost(String model, @Nullable JsonNode usage) {
        return TokenUsage.read(usage).flatMap(read -> cost(model, read));
    }

    /**
     * What an answer cost.
     *
     * @param model the model's name
     * @param usage the usage of the one answer
     * @return empty if the model has no price here
     */
    public Optional<Cost> cost(String model, TokenUsage usage) {
        return price(model).map(price -> Cost.of(price.cost(usage), usage.estimated(), version));
    }

    /**
     * What is told of an answer that has no price here.
     *
     * @return a cost that is not known, with the table's version
     */
    public Cost unknown() {
        return Cost.unknown(version);
    }
}
