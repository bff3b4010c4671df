package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Queues ({@code DRAGOMAN_QUEUE_*}). */
@ConfigMapping(prefix = "dragoman.queue")
public interface QueueConfig {
    /**
     * The URL of the queue for answers to queued asks that bring no {@code replyTo}.
     *
     * @return empty for none: such asks are then refused before any call
     */
    Optional<String> reply();
}
