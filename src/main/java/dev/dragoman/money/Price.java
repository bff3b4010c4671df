package dev.dragoman.money;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a model costs.
 *
 * @param rates the price of its tokens
 * @param tiers other prices for long input, by how much is read; the last that applies counts, for all tokens of the call
 * @param each what else is counted and paid for
 */
public record Price(Rates rates, List<Tier> tiers, List<Each> each) {
    /** Rates are for so many tokens, and so many parts of a micro-USD are told apart before rounding. */
    private static final long MILLION = 1_000_000;

    private static final Pattern IMAGES_OR_PAGES = Pattern.compile("(?:.*[._])?(?:images?|pages?)");

    public Price {
        tiers = List.copyOf(tiers);
        each = List.copyOf(each);
    }

    /**
     * The price of tokens, in micro-USD for a million of them: dollars for a million, with six decimals.
     *
     * @param input what is read
     * @param cachedInput what is read out of the provider's cache
     * @param output what is written
     * @param reasoning what is written for the model itself
     */
    public record Rates(long input, long cachedInput, long output, long reasoning) {
        // In millionths of a micro-USD.
        private long of(TokenUsage usage) {
            return (usage.input() - usage.cached()) * input
                    + usage.cached() * cachedInput
                    + (usage.output() - usage.reasoning()) * output
                    + usage.reasoning() * reasoning;
        }
    }

    /**
     * Prices for long input.
     *
     * @param above they count if more tokens than these were read, cached ones included
     * @param rates the prices
     */
    public record Tier(long above, Rates rates) {}

    /**
     * Something that is counted besides tokens, as images or pages.
     *
     * @param name of the count in the usage, as {@code images} or {@code input_tokens_details.images}
     * @param microUsd the price of one
     */
    public record Each(String name, long microUsd) {}

    /**
     * What an answer cost.
     *
     * @param usage its usage
     * @return in micro-USD, rounded half up
     */
    long cost(TokenUsage usage) {
        long tokens = rates(usage.input()).of(usage);
        return tokens / MILLION + (tokens % MILLION + MILLION / 2) / MILLION + others(usage);
    }

    private Rates rates(long input) {
        Rates counting = rates;
        for (Tier tier : tiers) {
            counting = input > tier.above() ? tier.rates() : counting;
        }
        return counting;
    }

    private long others(TokenUsage usage) {
        return each.stream()
                .mapToLong(one -> one.microUsd() * usage.other(one.name().split("\\.")))
                .sum();
    }

    /**
     * Whether what a call can cost is bounded by what it reads and writes, and by the images and pages that it has attached.
     *
     * @return false if something else is counted, as searches
     */
    public boolean isBounded() {
        return each.stream()
                .map(Each::name)
                .allMatch(name -> IMAGES_OR_PAGES.matcher(name).matches());
    }

    /**
     * What a call can cost at most, whatever of it is cached and whatever is reasoning.
     *
     * @param input how many tokens are read at most
     * @param output how many are written at most
     * @param counted how many of each other thing are counted at most
     * @return in micro-USD, rounded up
     */
    public long most(long input, long output, long counted) {
        long most = dearest(rates, input, output);
        for (Tier tier : tiers) {
            most = input > tier.above() ? Math.max(most, dearest(tier.rates(), input, output)) : most;
        }
        long others = each.stream()
                .mapToLong(one -> Math.multiplyExact(one.microUsd(), counted))
                .reduce(0, Math::addExact);
        return Math.addExact(-Math.floorDiv(-most, MILLION), others);
    }

    private static long dearest(Rates rates, long input, long output) {
        return Math.addExact(
                Math.multiplyExact(input, Math.max(rates.input(), rates.cachedInput())),
                Math.multiplyExact(output, Math.max(rates.output(), rates.reasoning())));
    }
}
