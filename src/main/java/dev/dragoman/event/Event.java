package dev.dragoman.event;

import java.util.List;

/** What a Lambda invocation brought, recognised by its shape (design section 3, Lambda). */
public sealed interface Event {
    /**
     * S3 notifications: direct, through EventBridge or through SNS.
     *
     * @param documents one ask for each document; empty where there is nothing to do (a test event, a removal, a key
     *     outside the input prefix)
     */
    record Documents(List<Ask> documents) implements Event {
        public Documents {
            documents = List.copyOf(documents);
        }
    }

    /**
     * An SQS batch.
     *
     * @param messages at least one
     */
    record Batch(List<QueueMessage> messages) implements Event {
        public Batch {
            messages = List.copyOf(messages);
        }
    }

    /**
     * A Function URL or API Gateway call.
     *
     * @param call the request
     * @param streamed whether its response has to be a streamed one, whatever it holds (ADR 17)
     */
    record Http(HttpCall call, boolean streamed) implements Event {}

    /**
     * Anything else: an ask handed to the function itself.
     *
     * @param ask the ask, malformed content included
     */
    record Invocation(Ask ask) implements Event {}
}
