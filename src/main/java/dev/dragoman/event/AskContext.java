package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an ask came in: what holds unless the ask says otherwise.
 *
 * @param door the door it came in by
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
        return new AskContext(Door.INVOKE, requestId, Door.INVOKE.identity(requestId), endBy);
    }

    static AskContext message(String messageId, @Nullable Instant endBy) {
        return new AskContext(Door.SQS, messageId, Door.SQS.identity(messageId), endBy);
    }

    static AskContext call(HttpCall call) {
        return new AskContext(Door.HTTP, call.id(), null, call.endBy());
    }

    /** Of two clients with keys of their own, neither gets what the other has paid for. */
    static AskContext call(HttpCall call, String idempotencyKey) {
        // By a hash, so that no key is kept.
        String client = Sha256.hex(call.client());
        return new AskContext(
                Door.HTTP, idempotencyKey, Door.HTTP.identity(client + ":" + idempotencyKey), call.endBy());
    }

    /** An ask that can't be answered: it loses its identity, so that it is never mixed up with its corrected successor. */
    Ask malformed(Content malformed) {
        return new Ask(id, null, door, malformed, null, null, endBy);
    }
}
