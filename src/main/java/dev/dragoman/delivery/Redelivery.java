package dev.dragoman.delivery;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/**
 * That a message, whose work may be handed on, was delivered before: processes have perhaps died with it. Its work goes before other
 * work of its kind, and is handed on as soon as something was newly answered: else processes that die would use up its deliveries.
 *
 * @param receives how often it was delivered, this time included
 */
public record Redelivery(int receives) {
    private static final double GOLDEN_RATIO = 0.618;

    /**
     * In which order to look at what may be answered already. Nobody knows how much of it is, and each look costs a read of the
     * ledger. So it does not walk along what is known: steps of about the golden ratio meet something open soon, wherever it is.
     *
     * @param asks in their own order
     * @return the same, each once
     */
    public <T> List<T> order(List<T> asks) {
        int size = asks.size();
        BigInteger all = BigInteger.valueOf(size);
        int step = Math.max(1, (int) Math.round(size * GOLDEN_RATIO));
        while (size > 1 && !all.gcd(BigInteger.valueOf(step)).equals(BigInteger.ONE)) {
            step++;
        }
        long each = step;
        return IntStream.range(0, size)
                .mapToObj(number -> asks.get((int) ((receives + number * each) % size)))
                .toList();
    }
}
