package dev.dragoman.pipeline;

import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Limits how many exchanges are in work: each holds a place from the step that lets it in until it is done, however it ends.
 * Camel's own throttle forgets its count ten seconds after the last exchange ended, even if others still run; a model's answer
 * often takes longer.
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
     * Lets an exchange in. Blocks the caller's thread until there is a place.
     *
     * @param exchange keeps its place until it is done
     * @throws InterruptedException if the process ends while it waits
     */
    public void enter(Exchange exchange) throws InterruptedException {
        places.acquire();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                places.release();
            }

            // Camel hands completions over to a copy that is sent to a seda queue; the place stays with the ask.
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }
}
