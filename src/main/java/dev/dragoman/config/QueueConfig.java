package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.OptionalInt;

/** Queues ({@code DRAGOMAN_QUEUE_*}). */
@ConfigMapping(prefix = "dragoman.queue")
public interface QueueConfig {
    /**
     * The URL of the queue for answers to queued asks without a {@code replyTo}. It must not be the queue that the asks come
     * from.
     *
     * @return empty for none: such asks are then refused before any call
     */
    Optional<String> reply();

    /**
     * How many times a queue delivers a message before it moves it to its dead-letter queue: the {@code maxReceiveCount}
     * of its redrive policy. If this is set, the sender is told of the failure at the last delivery.
     *
     * @return 1 to 1000, the limit of SQS; empty if unknown
     */
    OptionalInt maxReceives();
}
