package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an ask came: what it gets where it does not say itself.
 *
 * @param door where
 * @param id its id
 * @param identity what makes it the same ask when it is delivered again; null means nothing does
 * @param endBy when the caller stops listening; null means never
 */
record AskContext(
        Door door,
        String id,
        @Nullable String identity,
        @Nullable Instant endBy) {
    static AskContext invocation(String requestId, @Nullable Instant endBy) {
        return new AskContext(Door.INVOKE, requestId, "invocation:" + requestId, endBy);
    }

    static AskContext message(String messageId, @Nullable Instant endBy) {
        return new AskContext(Door.SQS, messageId, "sqs:" + messageId, endBy);
    }

    Ask malformed(Content.Malformed flaw) {
        return new Ask(id, null, door, flaw, null, null, endBy);
    }
}
