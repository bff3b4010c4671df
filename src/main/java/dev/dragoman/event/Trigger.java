package dev.dragoman.event;

import java.util.List;
import java.util.function.Function;

/** What a Lambda invocation brought, recognised by its shape (design section 3, Lambda). */
public sealed interface Trigger {
    /**
     * Decides by what it is.
     *
     * @param documents for S3 notifications
     * @param batch for a batch of messages
     * @param http for an HTTP call
     * @param invocation for an ask handed to the function
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(
            Function<? super NewDocuments, ? extends R> documents,
            Function<? super MessageBatch, ? extends R> batch,
            Function<? super HttpRequest, ? extends R> http,
            Function<? super DirectInvocation, ? extends R> invocation);

    /**
     * S3 notifications: direct, through EventBridge or through SNS. An event that is not understood is one too, with an
     * ask that can't be answered: it has to fail as a whole.
     *
     * @param documents one ask for each document; empty if there is nothing to do (a test event, a removal, a key
     *     outside the input prefix)
     */
    record NewDocuments(List<Ask> documents) implements Trigger {
        public NewDocuments {
            documents = List.copyOf(documents);
        }

        @Override
        public <R> R match(
                Function<? super NewDocuments, ? extends R> documents,
                Function<? super MessageBatch, ? extends R> batch,
                Function<? super HttpRequest, ? extends R> http,
                Function<? super DirectInvocation, ? extends R> invocation) {
            return documents.apply(this);
        }
    }

    /**
     * A batch of messages, from SQS or another source that hands over messages.
     *
     * @param messages at least one
     * @param source how the source is told what has to be delivered again
     */
    record MessageBatch(List<QueueMessage> messages, BatchSource source) implements Trigger {
        public MessageBatch {
            messages = List.copyOf(messages);
        }

        /** An SQS batch. */
        public MessageBatch(List<QueueMessage> messages) {
            this(messages, BatchSource.SQS);
        }

        /**
         * Other messages from the same source.
         *
         * @param others some of this batch, or what was read in their place
         * @return a new batch
         */
        public MessageBatch with(List<QueueMessage> others) {
            return new MessageBatch(others, source);
        }

        @Override
        public <R> R match(
                Function<? super NewDocuments, ? extends R> documents,
                Function<? super MessageBatch, ? extends R> batch,
                Function<? super HttpRequest, ? extends R> http,
                Function<? super DirectInvocation, ? extends R> invocation) {
            return batch.apply(this);
        }
    }

    /** How a batch's source learns what has to be delivered again. */
    enum BatchSource {
        /** By the ids of the failed messages. What fails too often ends in a dead-letter queue. */
        SQS,
        /**
         * By an error for the one message that SNS or EventBridge hands over. Lambda tries it twice more, and then puts it where
         * the function has what failed put.
         */
        EVENT,
        /**
         * By an error for the whole batch, which Kinesis, Kafka and brokers understand alike. Kinesis, for one, takes a list of
         * what failed for a success, unless its mapping says otherwise. All of the batch is handed over again, and nothing
         * behind it, until it succeeds or is too old.
         */
        STREAM;

        /**
         * Whether a message that nobody can be told about is kept for the operator if it fails.
         *
         * @return false if it would only hold up what is behind it, and have the answers beside it sent again
         */
        public boolean keepsWhatFails() {
            return switch (this) {
                case SQS, EVENT -> true;
                case STREAM -> false;
            };
        }
    }

    /**
     * A call through a Function URL, API Gateway or a load balancer.
     *
     * @param call the request
     * @param form the form that its response has to have
     */
    record HttpRequest(HttpCall call, ResponseForm form) implements Trigger {
        /**
         * Whether the response has to be a streamed one.
         *
         * @return true for an error too
         */
        public boolean streamed() {
            return form == ResponseForm.STREAMED;
        }

        @Override
        public <R> R match(
                Function<? super NewDocuments, ? extends R> documents,
                Function<? super MessageBatch, ? extends R> batch,
                Function<? super HttpRequest, ? extends R> http,
                Function<? super DirectInvocation, ? extends R> invocation) {
            return http.apply(this);
        }
    }

    /** What the caller of the function takes for an HTTP response. */
    enum ResponseForm {
        /** Status, headers and body. */
        WHOLE,
        /** A streamed response, whatever it holds (ADR 17). */
        STREAMED,
        /** As {@link #WHOLE}, but of 1 MB at most: an Application Load Balancer takes no more. */
        BALANCER,
        /** As {@link #BALANCER}, with a list of values for each header. */
        BALANCER_LISTS
    }

    /**
     * Anything else: an ask handed to the function itself.
     *
     * @param ask the ask, malformed content included
     */
    record DirectInvocation(Ask ask) implements Trigger {
        @Override
        public <R> R match(
                Function<? super NewDocuments, ? extends R> documents,
                Function<? super MessageBatch, ? extends R> batch,
                Function<? super HttpRequest, ? extends R> http,
                Function<? super DirectInvocation, ? extends R> invocation) {
            return invocation.apply(this);
        }
    }
}
