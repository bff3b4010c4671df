package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the stand-in is to misbehave. Made in Java with {@link #of} and the methods that add to it, or from the JSON that
 * {@code POST /control} takes, whose fields have the same names.
 *
 * @param kind what kind of answer is given
 * @param times for how many calls; 0 for all until the reset
 * @param match only calls whose body contains this text; empty for every call
 * @param status the HTTP status, for the kinds that replace the answer; 0 for the kind's own
 * @param headers further response headers
 * @param body the body of an error; null for an OpenAI-style error that fits the status
 * @param nested whether the default error body has GMI's nested shape
 * @param delayMillis the wait before the first byte
 * @param eventDelayMillis the wait before each stream event after the first
 * @param cutAfterBytes the connection breaks after so many bytes of the body, at 0 before the status line; -1 for no cut
 * @param cutAfterEvents the connection breaks after so many stream events; -1 for no cut
 * @param stallAfterEvents nothing comes after so many stream events, until the reset; -1 for no stall
 * @param errorAfterEvents an error event comes after so many stream events, and nothing more; -1 for none
 * @param endsCleanly a cut stream ends as if it were whole, instead of breaking the connection
 * @param cachedTokens how many of the tokens that are read are said to have been in a cache; 0 for none
 * @param finishReason why the model stopped, {@code length} or {@code content_filter}; empty for the true reason
 */
public record Misbehaviour(
        Kind kind,
        int times,
        String match,
        int status,
        Map<String, String> headers,
        @Nullable String body,
        boolean nested,
        long delayMillis,
        long eventDelayMillis,
        long cutAfterBytes,
        int cutAfterEvents,
        int stallAfterEvents,
        int errorAfterEvents,
        boolean endsCleanly,
        int cachedTokens,
        String finishReason) {
    /** What kind of answer is given. In JSON lower case with hyphens, as {@code truncated-json}. */
    public enum Kind {
        /** The true answer; useful with delays, cuts and a finish reason. */
        ANSWER,
        /** An error: {@code status} (500 where not given; 200 is possible too) with an error body. */
        ERROR,
        /** An HTML page, with status 200 unless another is given. */
        HTML,
        /** No body, with status 200 unless another is given. */
        EMPTY,
        /** The first half of the true answer's JSON, well framed. */
        TRUNCATED_JSON,
        /**
         * A stream without its last event, which is {@code [DONE]} or {@code response.completed}, but ended cleanly.
         */
        UNENDED,
        /** The true answer to the text alone: files are neither fetched nor counted. */
        FILE_IGNORED,
        /** The model refuses. */
        REFUSAL,
        /** Responses: status {@code failed}. Chat: 200 with an error body; in a stream an error event. */
        FAILED,
        /** No answer until the reset or the end; then the connection breaks. */
        HANG
    }

    /** Copies the headers. */
    public Misbehaviour {
        headers = Map.copyOf(headers);
    }

    /** No misbehaviour: a correct answer. */
    public static final Misbehaviour NONE = of(Kind.ANSWER);

    /**
     * A misbehaviour for every call until the reset.
     *
     * @param kind what kind of answer is given
     * @return a misbehaviour without delays or cuts
     */
    public static Misbehaviour of(Kind kind) {
        return new Misbehaviour(kind, 0, "", 0, Map.of(), null, false, 0, 0, -1, -1, -1, -1, false, 0, "");
    }

    /**
     * An error status with the error body that fits it.
     *
     * @param status 200 to 599
     * @return an {@link Kind#ERROR}
     */
    public static Misbehaviour error(int status) {
        return of(Kind.ERROR).with("status", Integer.toString(status));
    }

    /** For this number of calls only. */
    public Misbehaviour times(int calls) {
        return with("times", Integer.toString(calls));
    }

    /** For calls only whose body contains the text. */
    public Misbehaviour matching(String text) {
        return with("match", text);
    }

    /** With a response header. */
    public Misbehaviour header(String name, String value) {
        ObjectNode json = json();
        json.withObject("/headers").put(name, value);
        return read(json);
    }

    /** With this body in place of the kind's own error body. */
    public Misbehaviour withBody(String text) {
        return with("body", text);
    }

    /** With the default error body in GMI's nested shape. */
    public Misbehaviour inNestedShape() {
        return with("nested", "true");
    }

    /** After a wait. */
    public Misbehaviour delayed(Duration wait) {
        return with("delayMillis", Long.toString(wait.toMillis()));
    }

    /** With a wait before each stream event after the first. */
    public Misbehaviour withEventDelay(Duration wait) {
        return with("eventDelayMillis", Long.toString(wait.toMillis()));
    }

    /** With a connection that breaks after so many bytes of the body. */
    public Misbehaviour cutAfterBytes(long bytes) {
        return with("cutAfterBytes", Long.toString(bytes));
    }

    /** With a stream that breaks after so many events. */
    public Misbehaviour cutAfterEvents(int events) {
        return with("cutAfterEvents", Integer.toString(events));
    }

    /** With a stream that stalls after so many events, until the reset. */
    public Misbehaviour stallAfterEvents(int events) {
        return with("stallAfterEvents", Integer.toString(events));
    }

    /** With an error event after so many events, which ends the stream. */
    public Misbehaviour errorAfterEvents(int events) {
        return with("errorAfterEvents", Integer.toString(events));
    }

    /** With a cut that looks like a normal end. */
    public Misbehaviour endingCleanly() {
        return with("endsCleanly", "true");
    }

    /** With so many of the tokens that are read in a cache. */
    public Misbehaviour caching(int tokens) {
        return with("cachedTokens", Integer.toString(tokens));
    }

    /** With another reason for stopping: {@code length} or {@code content_filter}. */
    public Misbehaviour finishing(String reason) {
        return with("finishReason", reason);
    }

    // A record of sixteen components is easiest to change through its JSON.
    private Misbehaviour with(String field, String value) {
        return read(json().put(field, value));
    }

    /**
     * Reads a misbehaviour; fields that are left out do nothing. A {@code status} or {@code body} without a
     * {@code kind} means an error.
     *
     * @param json an object
     * @return the misbehaviour
     * @throws IllegalArgumentException when the kind is unknown
     */
    public static Misbehaviour read(JsonNode json) {
        JsonNode body = json.path("body");
        boolean error = json.has("status") || json.has("body");
        String kind = json.path("kind").asText(error ? "error" : "answer");
        Map<String, String> headers = new TreeMap<>();
        json.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new Misbehaviour(
                Kind.valueOf(kind.replace('-', '_').toUpperCase(Locale.ROOT)),
                json.path("times").asInt(0),
                json.path("match").asText(""),
                json.path("status").asInt(0),
                headers,
                body.isMissingNode() ? null : body.isTextual() ? body.textValue() : Json.text(body),
                json.path("nested").asBoolean(false),
                json.path("delayMillis").asLong(0),
                json.path("eventDelayMillis").asLong(0),
                json.path("cutAfterBytes").asLong(-1),
                json.path("cutAfterEvents").asInt(-1),
                json.path("stallAfterEvents").asInt(-1),
                json.path("errorAfterEvents").asInt(-1),
                json.path("endsCleanly").asBoolean(false),
                json.path("cachedTokens").asInt(0),
                json.path("finishReason").asText(""));
    }

    /**
     * Writes it as {@code POST /control} takes it.
     *
     * @return a new tree
     */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("kind", kind.name().replace('_', '-').toLowerCase(Locale.ROOT))
                .put("times", times)
                .put("match", match)
                .put("status", status)
                .put("nested", nested)
                .put("delayMillis", delayMillis)
                .put("eventDelayMillis", eventDelayMillis)
                .put("cutAfterBytes", cutAfterBytes)
                .put("cutAfterEvents", cutAfterEvents)
                .put("stallAfterEvents", stallAfterEvents)
                .put("errorAfterEvents", errorAfterEvents)
                .put("endsCleanly", endsCleanly)
                .put("cachedTokens", cachedTokens)
                .put("finishReason", finishReason);
        headers.forEach((name, value) -> json.withObject("/headers").put(name, value));
        if (body != null) {
            json.put("body", body);
        }
        return json;
    }
}
