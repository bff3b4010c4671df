package dev.dragoman.event;

import java.util.List;
import java.util.function.Function;

/** What a Lambda invocation brought, recognised by its shape (design section 3, Lambda). */
public sealed interface Trigger {
    /**
     * Decides by what it is.
     *
     * @param documents for S3 notifications
     * @param batch for an SQS batch
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
     * S3 notifications: direct, through EventBridge or through SNS.
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
     * An SQS batch.
     *
     * @param messages at least one
     */
    record MessageBatch(List<QueueMessage> messages) implements Trigger {
        public MessageBatch {
            messages = List.copyOf(messages);
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

    /**
     * A Function URL or API Gateway call.
     *
     * @param call the request
     * @param streamed whether its response has to be a streamed one, whatever it holds (ADR 17)
     */
    record HttpRequest(HttpCall call, boolean streamed) implements Trigger {
        @Override
        public <R> R match(
                Function<? super NewDocuments, ? extends R> documents,
                Function<? super MessageBatch, ? extends R> batch,
                Function<? super HttpRequest, ? extends R> http,
                Function<? super DirectInvocation, ? extends R> invocation) {
            return http.apply(this);
        }
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
