package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document of the polled bucket, as a list shows it.
 *
 * @param name its key without the input prefix
 * @param size in bytes; null if only its results are there
 * @param at when it came, or got its result
 * @param state where it stands
 * @param parts how far it is if it is read in parts; null if that is not known
 */
record DocumentEntry(
        String name,
        @Nullable Long size,
        Instant at,
        State state,
        @Nullable Parts parts) {
    /** Where a document stands. */
    enum State {
        /** It lies in the inbox. */
        WAITING("waiting"),
        /** It is being answered. */
        WORKING("working"),
        /** It has a summary, or a batch its lines. */
        COMPLETED("completed"),
        /** It has a summary that says that it may not be whole. */
        TRUNCATED("truncated"),
        /** It has an error. */
        FAILED("failed");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** Its name for the page. */
        String label() {
            return label;
        }
    }

    /**
     * How far a long document is.
     *
     * @param done how many parts have an answer
     * @param of how many there are
     */
    record Parts(int done, int of) {}

    /** The same with another state. */
    DocumentEntry with(State other) {
        return new DocumentEntry(name, size, at, other, parts);
    }

    /** The same in work. */
    DocumentEntry inParts(@Nullable Parts known) {
        return new DocumentEntry(name, size, at, State.WORKING, known);
    }

    /** What the page gets. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("name", name)
                .put("size", size)
                .put("at", at.toString())
                .put("state", state.label());
        if (parts == null) {
            return json.putNull("parts");
        }
        json.putObject("parts").put("done", parts.done()).put("of", parts.of());
        return json;
    }
}
