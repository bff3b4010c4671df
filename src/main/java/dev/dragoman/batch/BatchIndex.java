package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch file that was read once: where its slices are, or why it can't be worked on.
 *
 * @param endpoint where all its requests are sent; null if no line says so
 * @param lines how many requests it has
 * @param slices in their order; together all lines
 * @param bad the lines that are at fault, up to {@value BatchLimits#NAMED}; then nothing of the file is paid
 */
record BatchIndex(@Nullable Endpoint endpoint, int lines, List<LineSlice> slices, List<BadLine> bad) {
    BatchIndex {
        slices = List.copyOf(slices);
        bad = List.copyOf(bad);
    }

    /** What is stored of a file without fault. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("endpoint", endpoint == null ? null : endpoint.label())
                .put("lines", lines);
        ArrayNode cut = json.putArray("slices");
        slices.forEach(
                slice -> cut.addArray().add(slice.offset()).add(slice.length()).add(slice.lines()));
        return json;
    }

    /** What {@link #json} has written. */
    static BatchIndex of(JsonNode json) {
        List<LineSlice> slices = new ArrayList<>();
        json.path("slices")
                .forEach(slice -> slices.add(new LineSlice(
                        slice.path(0).longValue(),
                        slice.path(1).longValue(),
                        slice.path(2).intValue())));
        Endpoint endpoint = Endpoint.named(json.path("endpoint").asText()).orElse(null);
        return new BatchIndex(endpoint, json.path("lines").intValue(), slices, List.of());
    }
}
