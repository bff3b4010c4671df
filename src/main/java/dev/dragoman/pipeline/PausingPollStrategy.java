package dev.dragoman.pipeline;

import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * Lets a poller receive nothing while no call can be made, because the provider has asked to wait or has failed too often:
 * it could only hand messages back, and a queue counts how often that happens. Nor while the process ends.
 */
final class PausingPollStrategy extends DefaultPollingConsumerPollStrategy {
    private final BooleanSupplier quiet;

    /** @param quiet whether no call can be made now */
    PausingPollStrategy(BooleanSupplier quiet) {
        this.quiet = quiet;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return !quiet.getAsBoolean() && super.begin(consumer, endpoint);
    }
}
