package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing to answer (design section 3).
 *
 * @param id what the caller calls it, or else the id of the request, message or invocation that brought it; answers
 *     and log lines carry it
 * @param identity what makes it the same ask when it comes again (design section 5): the client's id, the message's
 *     id, or the object's version; null means that it is never the same, and is paid for each time
 * @param door where it came in
 * @param content what to answer
 * @param replyTo where the answer goes; null means the door's own way
 * @param deadline after this an answer is of no use and the ask is expired; null means never
 * @param endBy when the caller of this process stops listening (the end of a Lambda invocation); null means never
 * @param listener hears the answer while it is being written, and tells when nobody waits for it any more; null where
 *     nobody does
 */
public record Ask(
        String id,
        @Nullable String identity,
        Door door,
        Content content,
        @Nullable ReplyTo replyTo,
        @Nullable Instant deadline,
        @Nullable Instant endBy,
        @Nullable AnswerListener listener) {
    /** What the identity of an ask with an id of its own begins with. */
    static final String CHOSEN = "id:";

    /** What that of an HTTP call with an {@code Idempotency-Key} begins with. */
    static final String CHOSEN_OVER_HTTP = "http:";

    /** An ask whose answer comes whole. */
    public Ask(
            String id,
            @Nullable String identity,
            Door door,
            Content content,
            @Nullable ReplyTo replyTo,
            @Nullable Instant deadline,
            @Nullable Instant endBy) {
        this(id, identity, door, content, replyTo, deadline, endBy, null);
    }

    /**
     * Whether the caller chose the id that makes it the same ask.
     *
     * @return false where a queue, a bucket or nothing gave it
     */
    public boolean hasChosenId() {
        return identity != null && (identity.startsWith(CHOSEN) || identity.startsWith(CHOSEN_OVER_HTTP));
    }

    /**
     * The same ask, to be answered elsewhere.
     *
     * @param other where; null means the door's own way
     * @return a new ask
     */
    public Ask withReplyTo(@Nullable ReplyTo other) {
        return new Ask(id, identity, door, content, other, deadline, endBy, listener);
    }
}
