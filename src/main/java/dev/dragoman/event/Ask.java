package dev.dragoman.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to answer (design section 3).
 *
 * @param id the caller's name for it, or else the id of the request, message or invocation that brought it; answers
 *     and log lines carry it
 * @param identity what makes it the same ask when it is delivered again (design section 5): the client's id or the
 *     message's id; null for a document that is known by the object that is read for it
 *     ({@link Door#identifiesAsksByDocument}), and for an ask that is never the same and is paid for each time
 * @param door the door it came in by
 * @param content what to answer
 * @param replyTo where the answer goes; null means the door's own way
 * @param deadline after this an answer is useless and the ask is expired; null means never
 * @param endBy when its time ends: at the end of a Lambda invocation, before API Gateway stops waiting, or after the longest that an
 *     ask may take; null means never
 * @param listener receives the answer while it is being written, and tells when the caller has disconnected; null if
 *     the answer is sent whole
 * @param forwarded the caller's headers that the provider gets too, by their names in lower case
 * @param group the message group that it came in; null if there is none
 * @param source the queue that it came from; null if it came from none, or from one that is not known
 * @param client the label of the client key with which it, or the batch that it belongs to, came over HTTP; null if that key has none
 */
public record Ask(
        String id,
        @Nullable String identity,
        Door door,
        Content content,
        @Nullable ReplyTo replyTo,
        @Nullable Instant deadline,
        @Nullable Instant endBy,
        @Nullable AnswerListener listener,
        Map<String, String> forwarded,
        @Nullable String group,
        @Nullable QueueAddress source,
        @Nullable String client) {
    /** The prefix of an identity that the ask's own {@code id} gave. */
    static final String CHOSEN = "id:";

    /** Kept free at the end of an ask's time: to store and send the answer, and to report what became of it. */
    public static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Duration SHORTEST_DELIVERY = Duration.ofMillis(300);
    private static final Duration UNLIMITED = Duration.ofDays(365);

    public Ask {
        forwarded = Map.copyOf(forwarded);
    }

    /** An ask of which no header is forwarded. */
    public Ask(
            String id,
            @Nullable String identity,
            Door door,
            Content content,
            @Nullable ReplyTo replyTo,
            @Nullable Instant deadline,
            @Nullable Instant endBy,
            @Nullable AnswerListener listener) {
        this(id, identity, door, content, replyTo, deadline, endBy, listener, Map.of(), null, null, null);
    }

    /** An ask whose answer is sent whole. */
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
     * Whether it is one of many asks that Dragoman made of one thing: about a part of a long document, about the answers to its
     * parts, or a line of a batch. That thing comes back until all of them are answered.
     *
     * @return false for an ask that somebody else made
     */
    public boolean isOfPart() {
        return content.asExcerpt().isPresent() || door.isOfBatch();
    }

    /**
     * The same ask about one slice of its batch file.
     *
     * @param slice which one, from 1
     * @return a new ask; this one if it is about no document
     */
    public Ask ofSlice(int slice) {
        return content.asDocument()
                .map(whole -> as(
                        "%s slice %d".formatted(id, slice),
                        identity,
                        new Content.Document(
                                whole.location(), whole.versionId(), whole.eTag(), whole.prompt(), null, slice)))
                .orElse(this);
    }

    private Ask as(String otherId, @Nullable String otherIdentity, Content other) {
        return new Ask(
                otherId,
                otherIdentity,
                door,
                other,
                replyTo,
                deadline,
                endBy,
                listener,
                forwarded,
                group,
                source,
                client);
    }

    /**
     * Whether the caller chose the id that makes it the same ask.
     *
     * @return false if a queue or a bucket gave it, or if there is none
     */
    public boolean hasChosenId() {
        return identity != null && (identity.startsWith(CHOSEN) || Door.isChosen(identity));
    }

    /**
     * How long everything before its answer may still take.
     *
     * @param now the time
     * @return until its deadline, or until its time ends less the {@link #MARGIN}; not more than zero if that is over
     */
    public Duration timeLeft(Instant now) {
        Duration left = endBy == null ? UNLIMITED : Duration.between(now, endBy).minus(MARGIN);
        return deadline == null ? left : shorter(left, Duration.between(now, deadline));
    }

    /**
     * How long storing and sending its answer may still take. The deadline does not count: the answer was paid for.
     *
     * @param now the time
     * @return until its time ends less the {@link #MARGIN}, and at least 300 ms: an answer may come in the last moment
     */
    public Duration timeToDeliver(Instant now) {
        Duration left = endBy == null ? UNLIMITED : Duration.between(now, endBy).minus(MARGIN);
        return left.compareTo(SHORTEST_DELIVERY) > 0 ? left : SHORTEST_DELIVERY;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /**
     * The same ask, whose time ends then, unless it ends earlier.
     *
     * @param latest when it ends at the latest
     * @return a new ask
     */
    public Ask endingBy(Instant latest) {
        Instant end = endBy == null || latest.isBefore(endBy) ? latest : endBy;
        return new Ask(id, identity, door, content, replyTo, deadline, end, listener, forwarded, group, source, client);
    }

    /**
     * The same ask with another end.
     *
     * @param end when its time ends; null if it has as long as it takes
     * @return a new ask
     */
    public Ask withEnd(@Nullable Instant end) {
        return new Ask(id, identity, door, content, replyTo, deadline, end, listener, forwarded, group, source, client);
    }

    /**
     * The same ask without a deadline.
     *
     * @return a new ask
     */
    public Ask withoutDeadline() {
        return new Ask(id, identity, door, content, replyTo, null, endBy, listener, forwarded, group, source, client);
    }

    /**
     * Whether nobody can be sent the answer. Such an ask is rejected before it costs anything, and its message ends in
     * the dead-letter queue, if its source has one.
     *
     * @return true if the door needs a reply address and there is none
     */
    public boolean hasNoReplyAddress() {
        return door.needsReplyAddress() && replyTo == null;
    }

    /**
     * The same ask with another reply address.
     *
     * @param other the address; null means the door's own way
     * @return a new ask
     */
    public Ask withReplyTo(@Nullable ReplyTo other) {
        return new Ask(id, identity, door, content, other, deadline, endBy, listener, forwarded, group, source, client);
    }

    /**
     * The same ask with headers for the provider.
     *
     * @param headers by their names in lower case
     * @return a new ask
     */
    public Ask withForwarded(Map<String, String> headers) {
        return new Ask(id, identity, door, content, replyTo, deadline, endBy, listener, headers, group, source, client);
    }

    /**
     * The same ask, sent by somebody: of two senders who choose the same id, neither gets what the other has paid for.
     *
     * @param sender stands for the sender, any text; replaces one that was told before
     * @return a new ask if its sender chose its id, else this one: what AWS calls a message is unique
     */
    public Ask sentBy(String sender) {
        return hasChosenId() ? as(id, chosen(door, Sha256.hex(sender) + ":" + id), content) : this;
    }

    static String chosen(Door door, String id) {
        return CHOSEN + door.identity(id);
    }

    /**
     * The same ask in a message group.
     *
     * @param other the group; null for none
     * @return a new ask
     */
    public Ask withGroup(@Nullable String other) {
        return new Ask(
                id, identity, door, content, replyTo, deadline, endBy, listener, forwarded, other, source, client);
    }

    /**
     * The same ask of a client.
     *
     * @param label the label of its key; null if it has none
     * @return a new ask
     */
    public Ask withClient(@Nullable String label) {
        return label == null
                ? this
                : new Ask(
                        id, identity, door, content, replyTo, deadline, endBy, listener, forwarded, group, source,
                        label);
    }

    /**
     * The same ask out of a queue.
     *
     * @param other the queue; null if it is not known
     * @return a new ask
     */
    public Ask withSource(@Nullable QueueAddress other) {
        return new Ask(
                id, identity, door, content, replyTo, deadline, endBy, listener, forwarded, group, other, client);
    }
}
