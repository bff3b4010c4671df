package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a batch file's receipt says, and which of its slices are handed on.
 *
 * @param content the counts, or what is wrong with the file
 * @param next the slices that another message is to work on, from 1; they are handed on before this one is acknowledged
 * @param resumable whether {@link #next} is all that is left for this message
 */
public record BatchReceipt(ObjectNode content, List<Integer> next, boolean resumable) {
    public BatchReceipt {
        next = List.copyOf(next);
    }

    void addTo(ObjectNode json) {
        json.setAll(content);
    }
}
