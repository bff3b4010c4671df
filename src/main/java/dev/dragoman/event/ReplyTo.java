package dev.dragoman.event;

/** Where an answer goes when the door itself takes none back. */
public sealed interface ReplyTo {
    /**
     * A queue.
     *
     * @param url the queue's URL, as SQS names it
     */
    record Queue(String url) implements ReplyTo {}

    /**
     * An object that the answer is written to.
     *
     * @param location where; the bucket has to be on the allow-list
     */
    record S3Object(S3Location location) implements ReplyTo {}
}
