package dev.dragoman.event;

import java.util.List;

/** What a Lambda invocation brought, recognised by its shape (design section 3, Lambda). */
public sealed interface Trigger {
    /**
     * S3 notifications: direct, through EventBridge or through SNS.
     *
     * @param documents one ask for each document; empty where there is nothing to do (a test event, a removal, a key
     *     outside the input prefix)
     */
    record NewDocuments(List<Ask> documents) implements Trigger {
        public NewDocuments {
            documents = List.copyOf(documents);
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
    }

    /**
     * A Function URL or API Gateway call.
     *
     * @param call the request
     * @param streamed whether its response has to be a streamed one, whatever it holds (ADR 17)
     */
    record HttpRequest(HttpCall call, boolean streamed) implements Trigger {}

    /**
     * Anything else: an ask handed to the function itself.
     *
     * @param ask the ask, malformed content included
     */
    record DirectInvocation(Ask ask) implements Trigger {}
}
