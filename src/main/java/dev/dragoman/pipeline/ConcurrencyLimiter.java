package dev.dragoman.pipeline;

import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * So many exchanges at a time, from the step that lets them in until they are done, however they end. Camel's own
 * throttle forgets its count ten seconds after the last exchange ended, though others still run; a model's answer often
 * takes longer.
 */
public final class ConcurrencyLimiter {
    private final Semaphore places;

    /**
     * @param places how many
     */
    public ConcurrencyLimiter(int places) {
        this.places = new Semaphore(places, true);
    }

    /**
     * Lets an exchange in; waits on the caller's thread until there is a place.
     *
     * @param exchange keeps its place until it is done
     * @throws InterruptedException where the process ends while it waits
     */
    public void enter(Exchange exchange) throws InterruptedException {
        places.acquire();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                places.release();
            }
        });
    }
}
