package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/**
 * A line because of which a batch is not begun.
 *
 * @param line its number, from 1; 0 for the file as a whole
 * @param fault what is wrong with it
 */
public record BadLine(int line, LineFault fault) {
    /**
     * As the {@code errors} of a batch have it.
     *
     * @return a new tree
     */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("code", fault.code()).put("message", fault.message());
        json.put("param", fault.param());
        return line == 0 ? json.putNull("line") : json.put("line", line);
    }
}
