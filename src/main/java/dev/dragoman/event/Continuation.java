package dev.dragoman.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message has to say so that its work can be handed on: a message of its own, with the same body, brings what this one
 * did not get done. It counts as delivered for the first time, so that the count of deliveries, and the dead-letter queue, are
 * kept for real failures.
 *
 * @param body the message's body
 * @param count how often the work was handed on already
 * @param first the id of the first message, by which answers are known
 * @param sender who sent the first message ({@link SqsReceipt#sender()}): what this process sends for it has another sender. Null
 *     if this is the first
 * @param slice the slice of a batch file that it is about, from 1; null if it is about all that the first message was
 */
public record Continuation(
        String body,
        int count,
        String first,
        @Nullable String sender,
        @Nullable Integer slice) {
    /** What is about all that the first message was about. */
    public Continuation(String body, int count, String first, @Nullable String sender) {
        this(body, count, first, sender, null);
    }

    /** The message attribute that a continuation has. */
    public static final String ATTRIBUTE = "Dragoman-Continuation";

    private static final int DIGITS = 32;
    private static final Pattern VALUE =
            Pattern.compile("([0-9]{1,9}) ([0-9a-f]{32}) (\\S{1,100}) ([0-9a-f]{64})(?: ([1-9][0-9]{0,5}))?");

    /**
     * What is known of a message.
     *
     * @param body its body
     * @param id its id
     * @param value its attribute; null if it has none. One that does not belong to the body counts as none
     * @return that of a first message, if it is no continuation
     */
    public static Continuation of(String body, String id, @Nullable String value) {
        Matcher parts = VALUE.matcher(value == null ? "" : value);
        if (!parts.matches() || !parts.group(2).equals(digest(body, parts.group(3), parts.group(4)))) {
            return new Continuation(body, 0, id, null);
        }
        Integer slice = parts.group(5) == null ? null : Integer.valueOf(parts.group(5));
        return new Continuation(body, Integer.parseInt(parts.group(1)), parts.group(3), parts.group(4), slice);
    }

    /**
     * The attribute of the message that goes on.
     *
     * @param ownSender who sent this message ({@link SqsReceipt#sender()})
     * @return the count, a digest, and the first message's id and sender
     */
    public String next(String ownSender) {
        String of = sender == null ? ownSender : sender;
        return "%d %s %s %s".formatted(count + 1, digest(body, first, of), first, of);
    }

    /**
     * The attribute of a message that works on a slice of a batch file.
     *
     * @param ownSender who sent this message ({@link SqsReceipt#sender()})
     * @param of the slice, from 1
     * @return as {@link #next}, and the slice
     */
    public String next(String ownSender, int of) {
        return next(ownSender) + " " + of;
    }

    // Not a secret: it tells whose attribute this is, if somebody copies a message and changes it.
    private static String digest(String body, String first, String sender) {
        return Sha256.hex(first + "\n" + sender + "\n" + body).substring(0, DIGITS);
    }
}
