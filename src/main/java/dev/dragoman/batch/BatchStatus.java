package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How far a client's batch is, told by what there is of it in S3. The methods block. */
final class BatchStatus {
    private static final Pattern COUNTS = Pattern.compile("counts/([0-9]+)-([0-9]+)-([0-9]+)");

    private final BatchStore store;
    private final BatchPlaces places;

    BatchStatus(BatchStore store, BatchPlaces places) {
        this.store = store;
        this.places = places;
    }

    /** What the API says of a batch. */
    ObjectNode of(OwnedBatch batch, ObjectNode record) {
        return of(batch, record, store.names(places.work(batch)));
    }

    /**
     * The same, if it is known what there is.
     *
     * @param record how it was created
     * @param names of the objects that say how far it is
     */
    ObjectNode of(OwnedBatch batch, ObjectNode record, Set<String> names) {
        Optional<ObjectNode> plan = read(batch, names, BatchJob.PLAN);
        Optional<ObjectNode> end = read(batch, names, BatchJob.END);
        Optional<ObjectNode> cancelled = read(batch, names, BatchJob.CANCELLED);
        int slices = plan.map(checked -> checked.path("slices").size()).orElse(0);
        boolean allDone = slices > 0
                && IntStream.rangeClosed(1, slices).allMatch(slice -> names.contains(BatchJob.sliceName(slice)));
        String status = end.map(ended -> ended.path("outcome").asText())
                .orElseGet(() -> cancelled.isPresent()
                        ? "cancelling"
                        : plan.isEmpty() ? "validating" : allDone ? "finalizing" : "in_progress");
        long created = record.path(BatchApi.CREATED_AT).longValue();
        Instant deadline = plan.map(
                        checked -> Instant.parse(checked.path("deadline").asText()))
                .orElseGet(() -> Instant.ofEpochSecond(created)
                        .plus(BatchApi.window(record.path(BatchApi.WINDOW).asText())
                                .orElse(Duration.ZERO)));
        ObjectNode json = Json.object()
                .put("id", batch.id())
                .put("object", "batch")
                .put("endpoint", record.path("endpoint").asText());
        json.set("errors", errors(end));
        json.put("input_file_id", record.path("input_file_id").asText())
                .put(BatchApi.WINDOW, record.path(BatchApi.WINDOW).asText())
                .put("status", status)
                .put("output_file_id", resultId(batch, end, "completed", "output"))
                .put("error_file_id", resultId(batch, end, "failed", "errors"))
                .put(BatchApi.CREATED_AT, created);
        put(
                json,
                "in_progress_at",
                plan.map(
                        checked -> Instant.parse(checked.path("begun").asText()).getEpochSecond()));
        json.put("expires_at", deadline.getEpochSecond());
        Optional<Long> ended =
                end.map(last -> Instant.parse(last.path("finished").asText()).getEpochSecond());
        put(json, "finalizing_at", end.filter(last -> last.has("total")).flatMap(last -> ended));
        for (String last : List.of("completed", "failed", "expired", "cancelled")) {
            put(json, last + "_at", ended.filter(at -> status.equals(last)));
        }
        put(json, "cancelling_at", cancelled.map(by -> by.path("at").longValue()));
        counts(json.putObject("request_counts"), plan, end, names);
        json.set(BatchApi.METADATA, record.path(BatchApi.METADATA).isObject() ? record.path(BatchApi.METADATA) : null);
        return json;
    }

    private Optional<ObjectNode> read(OwnedBatch batch, Set<String> names, String name) {
        return names.contains(name) ? store.read(places.below(batch, name)) : Optional.empty();
    }

    private static void put(ObjectNode json, String field, Optional<Long> time) {
        json.put(field, time.orElse(null));
    }

    private static @Nullable JsonNode errors(Optional<ObjectNode> end) {
        JsonNode bad = end.<JsonNode>map(ended -> ended.path("faults")).orElse(null);
        if (bad == null || !bad.isArray()) {
            return null;
        }
        ObjectNode errors = Json.object().put("object", "list");
        errors.set("data", bad);
        return errors;
    }

    private static @Nullable String resultId(OwnedBatch batch, Optional<ObjectNode> end, String count, String which) {
        return end.filter(ended -> ended.path(count).asInt() > 0)
                .map(ended -> BatchPlaces.resultId(batch, which))
                .orElse(null);
    }

    private static void counts(
            ObjectNode counts, Optional<ObjectNode> plan, Optional<ObjectNode> end, Set<String> names) {
        int completed = 0;
        int failed = 0;
        Set<String> counted = new HashSet<>();
        for (String name : names) {
            Matcher done = COUNTS.matcher(name);
            // Two processes may have closed a slice, each with counts of its own.
            if (done.matches() && counted.add(done.group(1))) {
                completed += Integer.parseInt(done.group(2));
                failed += Integer.parseInt(done.group(3));
            }
        }
        counts.put("total", plan.map(checked -> checked.path("lines").asInt()).orElse(0))
                .put(
                        "completed",
                        end.map(ended -> ended.path("completed").asInt()).orElse(completed))
                .put("failed", end.map(ended -> ended.path("failed").asInt()).orElse(failed));
    }
}
