package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.OptionalInt;

/** Queues ({@code DRAGOMAN_QUEUE_*}). */
@ConfigMapping(prefix = "dragoman.queue")
public interface QueueConfig {
    /**
     * The URL of the queue for answers to queued asks that bring no {@code replyTo}.
     *
     * @return empty for none: such asks are then refused before any call
     */
    Optional<String> reply();

    /**
     * How often a queue delivers a message before it moves it to its dead-letter queue, as {@code maxReceiveCount} of its
     * redrive policy says. With it the asker is told of the failure at the last delivery.
     *
     * @return at least 1; empty for nothing said
     */
    OptionalInt maxReceives();
}
