package dev.dragoman.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What a server polls ({@code DRAGOMAN_POLL_*}); a Lambda function polls nothing. */
@ConfigMapping(prefix = "dragoman.poll")
public interface PollConfig {
    /**
     * The name of the queue to consume; it may hold asks and S3 notifications.
     *
     * @return empty for none
     */
    Optional<String> queue();

    /**
     * The bucket to poll for documents, if S3 sends no notifications of them.
     *
     * @return empty for none
     */
    Optional<String> bucket();

    /**
     * Where a server looks for batches that HTTP clients have created. {@code DRAGOMAN_BATCHES} if it is not set.
     *
     * @return empty for nowhere, if S3's notifications bring them
     */
    Optional<String> batches();

    /**
     * The pause between two listings of the bucket: a number and {@code ms}, {@code s}, {@code m} or {@code h}.
     *
     * @return as {@code 5s}; at most 24h
     */
    @WithDefault("5s")
    String interval();

    /**
     * How many messages are received at a time, at most: never more than can be begun at once
     * ({@code DRAGOMAN_CONCURRENCY}). A FIFO queue needs 1: only then does the queue itself keep the order of a
     * message group.
     *
     * @return 1 to 10
     */
    @WithDefault("10")
    int messages();

    /**
     * How long a message that is being answered is hidden from other consumers. The time is extended while the answer
     * takes longer; if the process dies, the message is delivered again once the time is over.
     *
     * @return in seconds, 10 to 43200, the limit of SQS
     */
    @WithDefault("60")
    int visibility();
}
