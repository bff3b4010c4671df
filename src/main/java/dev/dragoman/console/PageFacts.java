package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the page may show of this server.
 *
 * @param version Dragoman's
 * @param model the model of asks that name none
 * @param bucket the polled bucket; null if none is polled
 * @param input the prefix of its documents
 * @param output where their results go, as it is set
 * @param batches whether clients' files and batches are kept
 * @param queue whether a queue is polled
 */
record PageFacts(
        String version,
        String model,
        @Nullable String bucket,
        String input,
        String output,
        boolean batches,
        boolean queue) {
    private static final String OUTCOMES = "/console/outcomes.md";

    /**
     * The facts as one caller gets them.
     *
     * @param watches whether the caller may see what all clients do
     * @param operates whether the caller may see the budgets
     */
    ObjectNode json(boolean watches, boolean operates) {
        ObjectNode json =
                Json.object().put("version", version).put("model", model).put("watch", watches);
        if (bucket == null || !watches) {
            json.putNull("documents");
        } else {
            json.putObject("documents")
                    .put("bucket", bucket)
                    .put("input", input)
                    .put("output", output);
        }
        return json.put("batches", batches)
                .put("queue", queue)
                .put("budgets", operates)
                .put("outcomesPage", OUTCOMES);
    }
}
