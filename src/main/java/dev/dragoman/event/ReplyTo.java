package dev.dragoman.event;

import java.util.Set;
import java.util.function.Consumer;

/** Where an answer goes if the door itself takes none back. */
public sealed interface ReplyTo {
    /**
     * Whether an ask may name this address.
     *
     * @param buckets the allow-list
     * @param documents what an answer must never be written as, or it would be answered in turn
     * @return false if the operator has not allowed it
     */
    boolean isAllowed(Set<String> buckets, DocumentScope documents);

    /**
     * What routes call it.
     *
     * @return {@code queue} or {@code object}
     */
    String destination();

    /**
     * Decides by what it is.
     *
     * @param queue for a queue
     * @param object for an object
     */
    void match(Consumer<? super Queue> queue, Consumer<? super S3Object> object);

    /**
     * A queue.
     *
     * @param url the queue's URL, as SQS names it
     */
    record Queue(String url) implements ReplyTo {
        // The function's own permissions say to which queues it may send.
        @Override
        public boolean isAllowed(Set<String> buckets, DocumentScope documents) {
            return true;
        }

        @Override
        public String destination() {
            return "queue";
        }

        @Override
        public void match(Consumer<? super Queue> queue, Consumer<? super S3Object> object) {
            queue.accept(this);
        }
    }

    /**
     * An object that the answer is written to.
     *
     * @param location where; the bucket has to be on the allow-list
     */
    record S3Object(S3Location location) implements ReplyTo {
        @Override
        public boolean isAllowed(Set<String> buckets, DocumentScope documents) {
            return buckets.contains(location.bucket()) && !documents.isInput(location);
        }

        @Override
        public String destination() {
            return "object";
        }

        @Override
        public void match(Consumer<? super Queue> queue, Consumer<? super S3Object> object) {
            object.accept(this);
        }
    }
}
