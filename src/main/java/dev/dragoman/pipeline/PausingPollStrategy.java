package dev.dragoman.pipeline;

import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * Lets a poller receive nothing while no call can be made or all calls fail, because the provider has asked to wait, is away,
 * or refuses whatever is asked: it could only hand messages back, and a queue counts how often that happens. Nor while the
 * process ends.
 */
final class PausingPollStrategy extends DefaultPollingConsumerPollStrategy {
    private final BooleanSupplier resting;

    /** @param resting whether a call could only fail now */
    PausingPollStrategy(BooleanSupplier resting) {
        this.resting = resting;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return !resting.getAsBoolean() && super.begin(consumer, endpoint);
    }
}
