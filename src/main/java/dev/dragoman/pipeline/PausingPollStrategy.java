package dev.dragoman.pipeline;

import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * Lets a poller take nothing while the provider has asked everybody to wait or has failed too often: what it took could
 * only be handed back, and a queue counts how often that happens.
 */
final class PausingPollStrategy extends DefaultPollingConsumerPollStrategy {
    private final BooleanSupplier quiet;

    /** @param quiet whether everybody has to wait */
    PausingPollStrategy(BooleanSupplier quiet) {
        this.quiet = quiet;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return !quiet.getAsBoolean() && super.begin(consumer, endpoint);
    }
}
