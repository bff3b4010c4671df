package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream (WHATWG HTML, "Server-sent events"), and what it does to the stream. Its data is read as JSON once,
 * when that is first asked for. Not for use by two threads at the same time.
 */
public final class ServerSentEvent {
    /** The data of the event that ends a stream of chat completions. Some servers send blanks around it. */
    public static final String DONE = "[DONE]";

    /** Names, or types, of events that only keep a connection open. */
    private static final Set<String> PINGS = Set.of("ping", "heartbeat", "keepalive", "keep-alive");

    /** What an event does to its stream. */
    public enum Role {
        /** It says nothing: a comment, an event without data, or one that only keeps the connection open. */
        PING,
        /** It is a piece of the answer, or something that is not known. */
        PIECE,
        /** The {@code error} event of responses: the answer fails. {@code response.failed} may follow. */
        ERROR,
        /** The error that a stream of chat completions ends with. */
        LAST_ERROR,
        /** {@code response.failed}: the end of a response that failed. */
        FAILED,
        /** The end of an answer: {@code [DONE]}, {@code response.completed}, {@code response.incomplete}. */
        END;

        /** Whether no event can follow. */
        public boolean isLast() {
            return this == LAST_ERROR || this == FAILED || this == END;
        }

        /** Whether an answer has begun with it. Before that, a failed call can be repeated, and has a status of its own. */
        public boolean begins() {
            return this == PIECE || this == FAILED || this == END;
        }

        /** The role of an event with this name or type. */
        static Role ofType(String type) {
            return switch (type) {
                case "response.completed", "response.incomplete" -> END;
                case "response.failed" -> FAILED;
                case "error" -> ERROR;
                default -> PINGS.contains(type) ? PING : PIECE;
            };
        }

        private static Role of(@Nullable String name, @Nullable String data) {
            if (data == null) {
                return PING;
            }
            Role role = name == null ? PIECE : ofType(name);
            if (role != PIECE) {
                return role;
            }
            return data.isBlank() ? PING : isDone(data) ? END : PIECE;
        }
    }

    private final String text;
    private final @Nullable String name;
    private final @Nullable String data;
    private final Role role;
    private Json.@Nullable Result read;

    /**
     * An event whose role is told by its name, and by whether it has data; what is in the data is not looked at.
     *
     * @param text its lines as received, joined by a line feed, without the blank line that ends it; includes comments,
     *     {@code id}, {@code retry} and unknown fields
     * @param name the value of its {@code event} field; null if it has none
     * @param data its {@code data} lines, joined by a line feed; null if it has none, for example a comment that keeps the
     *     connection open
     */
    public ServerSentEvent(String text, @Nullable String name, @Nullable String data) {
        this(text, name, data, Role.of(name, data), null);
    }

    private ServerSentEvent(
            String text, @Nullable String name, @Nullable String data, Role role, Json.@Nullable Result read) {
        this.text = text;
        this.name = name;
        this.data = data;
        this.role = role;
        this.read = read;
    }

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
     * A comment that keeps the connection to the caller open, in place of an event of the other endpoint that does.
     *
     * @return a new event
     */
    public static ServerSentEvent ping() {
        return new ServerSentEvent(": ping", null, null);
    }

    /**
     * The same event in a role that its name does not tell.
     *
     * @param known its role, as its data tells it
     * @return this one if it has that role
     */
    public ServerSentEvent as(Role known) {
        return known == role ? this : new ServerSentEvent(text, name, data, known, read);
    }

    /**
     * The same event without the tree that its data was read into, to be kept.
     *
     * @return this one if its data was not read
     */
    public ServerSentEvent light() {
        return read == null ? this : new ServerSentEvent(text, name, data, role, null);
    }

    /**
     * Its lines as received.
     *
     * @return without the blank line that ends it
     */
    public String text() {
        return text;
    }

    /**
     * The value of its {@code event} field.
     *
     * @return null if it has none
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Its data.
     *
     * @return null if it has none
     */
    public @Nullable String data() {
        return data;
    }

    /**
     * What it does to the stream.
     *
     * @return as its name tells it, or as it was made known
     */
    public Role role() {
        return role;
    }

    /**
     * Its data as JSON, read as leniently as all that a provider sends.
     *
     * @return null if it has no data, or none that is JSON. Not to be changed: all who look at the event have the same tree
     */
    public @Nullable JsonNode json() {
        if (data == null) {
            return null;
        }
        Json.Result known = read;
        if (known == null) {
            known = Json.readLenient(data);
            read = known;
        }
        return known instanceof Json.Result.Value value ? value.node() : null;
    }

    /**
     * What it takes, as {@link JsonWeight} counts.
     *
     * @return also for one that is no JSON
     */
    public long weight() {
        return JsonWeight.of(data == null ? text : data);
    }

    /**
     * Whether it ends a stream of chat completions.
     *
     * @return true for {@code [DONE]}, also with blanks around it
     */
    public boolean isDone() {
        return data != null && isDone(data);
    }

    private static boolean isDone(String data) {
        return data.length() < 100 && data.strip().equals(DONE);
    }

    /**
     * Whether it says how the answer ended, on either endpoint. An event with a name but no data, because it was cut off,
     * does not.
     *
     * @return true for {@code [DONE]}, for the last events of responses, and for errors
     */
    public boolean isTerminal() {
        return role != Role.PING && role != Role.PIECE;
    }

    /**
     * The event as it is sent.
     *
     * @return UTF-8, with the blank line that ends it
     */
    public byte[] bytes() {
        return (text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerSentEvent event
                && text.equals(event.text)
                && Objects.equals(name, event.name)
                && Objects.equals(data, event.data)
                && role == event.role;
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, name, data, role);
    }

    @Override
    public String toString() {
        return role + " " + text;
    }
}
