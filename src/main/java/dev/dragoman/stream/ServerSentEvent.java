package dev.dragoman.stream;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream (WHATWG HTML, "Server-sent events").
 *
 * @param text its lines as received, joined by a line feed, without the blank line that ends it; includes comments,
 *     {@code id}, {@code retry} and unknown fields
 * @param name the value of its {@code event} field; null if it has none
 * @param data its {@code data} lines, joined by a line feed; null if it has none, for example a comment that keeps the
 *     connection open
 */
public record ServerSentEvent(
        String text, @Nullable String name, @Nullable String data) {
    /** The data of the event that ends a stream of chat completions. */
    public static final String DONE = "[DONE]";

    private static final Set<String> LAST_OF_RESPONSES =
            Set.of("response.completed", "response.incomplete", "response.failed", "error");

    /**
     * An event without a name, as chat completions have them.
     *
     * @param data on one line
     * @return a new event
     */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent("data: " + data, null, data);
    }

    /**
     * An event with a name, as responses have them.
     *
     * @param name its type
     * @param data on one line
     * @return a new event
     */
    public static ServerSentEvent of(String name, String data) {
        return new ServerSentEvent("event: " + name + "\ndata: " + data, name, data);
    }

    /**
     * Whether it ends the stream, on either endpoint. An event with a name but no data, because it was cut off, does
     * not.
     *
     * @return true for {@code [DONE]} and for the last events of responses
     */
    public boolean isTerminal() {
        return data != null && (data.equals(DONE) || (name != null && LAST_OF_RESPONSES.contains(name)));
    }

    /**
     * The event as it is sent.
     *
     * @return UTF-8, with the blank line that ends it
     */
    public byte[] bytes() {
        return (text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
