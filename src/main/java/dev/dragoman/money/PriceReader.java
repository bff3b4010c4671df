package dev.dragoman.money;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.ModelPattern;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a price table. Every problem is an {@link IllegalArgumentException} whose message is one clause about the file, with
 * the member's place and what to do.
 */
final class PriceReader {
    /** In dollars: for a million tokens, or for one of what else is counted. More is a slip, as cents or a missing point. */
    private static final BigDecimal DEAREST = BigDecimal.valueOf(10_000);

    private static final int DECIMALS = 6;

    /** With these, no cost of one answer is more than a long holds. */
    private static final int MOST_EACH = 8;

    private static final int MOST_TIERS = 16;

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final Pattern COUNT = Pattern.compile("[A-Za-z0-9_]{1,64}(?:\\.[A-Za-z0-9_]{1,64}){0,3}");
    private static final int DIGITS_OF_HASH = 8;

    private PriceReader() {}

    static PriceTable read(String text) {
        ObjectNode root = StrictJson.root(text, "the table", "about", "version", "models");
        String version = StrictJson.text(root.path("version"), "version");
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "has a version of other characters than letters, digits and . _ -, or of more than 40: use a date, as 2026-11-29");
        }
        List<PriceTable.ModelPrice> entries = new ArrayList<>();
        for (JsonNode each : StrictJson.array(root.path("models"), "models")) {
            entries.add(entry(each, "models[%d]".formatted(entries.size())));
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("names no model in models");
        }
        return new PriceTable(version + "+" + Sha256.hex(text).substring(0, DIGITS_OF_HASH), entries);
    }

    private static PriceTable.ModelPrice entry(JsonNode node, String at) {
        ObjectNode entry = StrictJson.object(
                node, at, "about", "model", "input", "cachedInput", "output", "reasoning", "tiers", "each");
        ModelPattern models = new ModelPattern(StrictJson.text(entry.path("model"), at + ".model"));
        return new PriceTable.ModelPrice(models, isUnknown(entry, at) ? null : price(entry, at));
    }

    // Both prices null: known not to be known. So a model can be taken out of a wider pattern.
    private static boolean isUnknown(ObjectNode entry, String at) {
        boolean unknown = entry.path("input").isNull() && entry.path("output").isNull();
        if (unknown
                && (entry.has("cachedInput") || entry.has("reasoning") || entry.has("tiers") || entry.has("each"))) {
            throw new IllegalArgumentException(
                    "says in %s that a price is not known, and has more prices there: leave them out, or give input and output"
                            .formatted(at));
        }
        return unknown;
    }

    private static Price price(ObjectNode entry, String at) {
        Price.Rates rates = rates(entry, at);
        List<Price.Tier> tiers = new ArrayList<>();
        for (JsonNode each : StrictJson.array(entry.path("tiers"), at + ".tiers")) {
            tiers.add(tier(each, "%s.tiers[%d]".formatted(at, tiers.size()), last(tiers)));
        }
        if (tiers.size() > MOST_TIERS) {
            throw new IllegalArgumentException("has more than %d tiers in %s".formatted(MOST_TIERS, at));
        }
        return new Price(rates, tiers, each(entry.path("each"), at + ".each"));
    }

    private static long last(List<Price.Tier> tiers) {
        return tiers.isEmpty() ? 0 : tiers.get(tiers.size() - 1).above();
    }

    private static Price.Tier tier(JsonNode node, String at, long before) {
        ObjectNode tier = StrictJson.object(node, at, "above", "input", "cachedInput", "output", "reasoning");
        long above = TokenUsage.count(tier, "above");
        if (above <= before || above > TokenUsage.MOST) {
            throw new IllegalArgumentException(
                    "has no number of tokens in %s.above that is larger than the one before, and at most %d"
                            .formatted(at, TokenUsage.MOST));
        }
        return new Price.Tier(above, rates(tier, at));
    }

    private static Price.Rates rates(ObjectNode prices, String at) {
        long input = amount(prices.path("input"), at + ".input");
        long output = amount(prices.path("output"), at + ".output");
        return new Price.Rates(
                input,
                prices.has("cachedInput") ? amount(prices.path("cachedInput"), at + ".cachedInput") : input,
                output,
                prices.has("reasoning") ? amount(prices.path("reasoning"), at + ".reasoning") : output);
    }

    private static List<Price.Each> each(@Nullable JsonNode node, String at) {
        List<Price.Each> each = new ArrayList<>();
        if (node == null || node.isMissingNode()) {
            return each;
        }
        for (Map.Entry<String, JsonNode> one : StrictJson.anyObject(node, at).properties()) {
            if (!COUNT.matcher(one.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "has a name in %s that is no count of a usage: letters, digits and _, with points between the names on the way to it"
                                .formatted(at));
            }
            each.add(new Price.Each(one.getKey(), amount(one.getValue(), at + "." + one.getKey())));
        }
        if (each.size() > MOST_EACH) {
            throw new IllegalArgumentException("has more than %d prices in %s".formatted(MOST_EACH, at));
        }
        return each;
    }

    /** Dollars in the file, micro-USD here: exact, so no further decimals are taken. */
    private static long amount(JsonNode node, String at) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException(
                    "has no number of dollars in %s: write it as 1.75, without quotes".formatted(at));
        }
        BigDecimal dollars = node.decimalValue();
        if (dollars.signum() < 0 || dollars.compareTo(DEAREST) > 0) {
            throw new IllegalArgumentException(
                    "has a price in %s that is not between 0 and %s dollars".formatted(at, DEAREST.toPlainString()));
        }
        if (dollars.stripTrailingZeros().scale() > DECIMALS) {
            throw new IllegalArgumentException(
                    "has a price in %s with more than %d decimals: round it, up if in doubt".formatted(at, DECIMALS));
        }
        return dollars.movePointRight(DECIMALS).longValueExact();
    }
}
