package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch file's receipt says, and what is to come.
 *
 * @param content the counts, or what is wrong with the file
 * @param unfinished what is left to do; null if nothing is
 */
public record BatchReceipt(ObjectNode content, @Nullable Unfinished unfinished) {
    /**
     * A batch that is not done.
     *
     * @param next the slices that another message is to work on, from 1; they are handed on before this one is acknowledged. Empty if
     *     this message is delivered again
     * @param hasAnswered whether a line was newly answered
     * @param deadline when the lines that are left expire
     */
    public record Unfinished(List<Integer> next, boolean hasAnswered, Instant deadline) {
        public Unfinished {
            next = List.copyOf(next);
        }
    }

    /**
     * The slices that are handed on.
     *
     * @return empty if nothing is
     */
    public List<Integer> next() {
        return unfinished == null ? List.of() : unfinished.next();
    }

    void addTo(ObjectNode json) {
        json.setAll(content);
    }
}
