package dev.dragoman.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where an answer goes if the door itself takes none back. */
public sealed interface ReplyTo {
    /**
     * Whether an ask may name this address.
     *
     * @param objects what asks may name in S3
     * @return false if the operator has not allowed it
     */
    boolean isAllowed(AllowedObjects objects);

    /**
     * Whether what is sent there comes back as an ask.
     *
     * @param source the queue that the ask came from; null if it came from none
     * @return true if this is that queue
     */
    boolean leadsBackTo(@Nullable QueueAddress source);

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
        // An account's number, or what ElasticMQ has in its place, and the queue's name.
        private static final Pattern PATH =
                Pattern.compile("(?:/[^/]+)*/(?:[0-9]{12}|queue)/(?=[^/]{1,80}$)[A-Za-z0-9_-]+(?:\\.fifo)?");

        private static final Pattern AWS = Pattern.compile(".+\\.(?:amazonaws\\.com(?:\\.cn)?|api\\.aws)");
        private static final Pattern SQS = Pattern.compile("(?:.+\\.)?(?:sqs(?:-fips)?|queue)\\..+");

        /**
         * Reads a queue's URL. To send to anything else fails, and only after the call was paid for.
         *
         * @param url any text
         * @return empty if no queue has such a URL
         */
        public static Optional<Queue> parse(String url) {
            try {
                URI uri = new URI(url);
                String host = uri.getHost();
                boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
                boolean plain =
                        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
                return http
                                && plain
                                && host != null
                                && PATH.matcher(uri.getRawPath()).matches()
                                && (!AWS.matcher(host).matches()
                                        || SQS.matcher(host).matches())
                        ? Optional.of(new Queue(url))
                        : Optional.empty();
            } catch (URISyntaxException notUri) {
                return Optional.empty();
            }
        }

        /**
         * Whether it is a FIFO queue, which takes no message without a group.
         *
         * @return true if its name says so, as SQS demands
         */
        public boolean isFifo() {
            return QueueAddress.isFifo(url);
        }

        @Override
        public boolean leadsBackTo(@Nullable QueueAddress source) {
            return source != null
                    && QueueAddress.parse(url).filter(source::maybe).isPresent();
        }

        // The function's own permissions say to which queues it may send.
        @Override
        public boolean isAllowed(AllowedObjects objects) {
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
     * @param location where, below {@code DRAGOMAN_REPLIES}
     */
    record S3Object(S3Location location) implements ReplyTo {
        @Override
        public boolean leadsBackTo(@Nullable QueueAddress source) {
            return false;
        }

        @Override
        public boolean isAllowed(AllowedObjects objects) {
            return objects.mayWrite(location);
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
