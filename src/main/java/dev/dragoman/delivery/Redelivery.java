package dev.dragoman.delivery;

import dev.dragoman.event.SqsReceipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * That a message, whose work may be handed on, was delivered before: processes have perhaps died with it. Its work goes before other
 * work of its kind, and is handed on as soon as something was newly answered: else processes that die would use up its deliveries.
 *
 * @param seed another one for each delivery
 */
public record Redelivery(long seed) {
    static Redelivery of(SqsReceipt receipt) {
        return new Redelivery(receipt.receiptHandle().hashCode());
    }

    /**
     * In which order to look at what may be answered already. Nobody knows what is, and each look costs a read of the ledger, so
     * that an order which is always the same would walk along what is known. In a random order something open is met soon: if half of
     * it is open, at the second look on average.
     *
     * @param asks in their own order
     * @return the same, each once, in another order for each delivery
     */
    public <T> List<T> order(List<T> asks) {
        List<T> shuffled = new ArrayList<>(asks);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }
}
