package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        return of(batch, record, store.times(places.work(batch)));
    }

    /**
     * The same, if it is known what there is.
     *
     * @param record how it was created
     * @param objects that say how far it is: their names, and when they were written
     */
    ObjectNode of(OwnedBatch batch, ObjectNode record, Map<String, Instant> objects) {
        Set<String> names = objects.keySet();
        Optional<ObjectNode> plan = read(batch, names, BatchJob.PLAN);
        Optional<ObjectNode> end = read(batch, names, BatchJob.END);
        Optional<ObjectNode> cancelled = read(batch, names, BatchJob.CANCELLED);
        Optional<Instant> allDone = plan.flatMap(checked -> allDone(checked, objects));
        String status = end.map(ended -> ended.path("outcome").asText())
                .orElseGet(() -> cancelled.isPresent()
                        ? "cancelling"
                        : plan.isEmpty() ? "validating" : allDone.isPresent() ? "finalizing" : "in_progress");
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
        put(json, "finalizing_at", allDone.map(done -> Math.min(done.getEpochSecond(), ended.orElse(Long.MAX_VALUE))));
        for (String last : List.of("completed", "failed", "expired", "cancelled")) {
            put(json, last + "_at", ended.filter(at -> status.equals(last)));
        }
        put(json, "cancelling_at", cancelled.map(by -> by.path("at").longValue()));
        counts(json.putObject("request_counts"), plan, end, names);
        json.set("usage", end.<JsonNode>map(last -> last.get("usage")).orElse(null));
        json.set(BatchApi.METADATA, record.path(BatchApi.METADATA).isObject() ? record.path(BatchApi.METADATA) : null);
        return json;
    }

    // When the last of the slices was; empty if not all of them are.
    private static Optional<Instant> allDone(ObjectNode plan, Map<String, Instant> objects) {
        List<Optional<Instant>> slices = IntStream.rangeClosed(
                        1, plan.path("slices").size())
                .mapToObj(slice -> Optional.ofNullable(objects.get(BatchJob.sliceName(slice))))
                .toList();
        return slices.stream().allMatch(Optional::isPresent)
                ? slices.stream().flatMap(Optional::stream).max(Instant::compareTo)
                : Optional.empty();
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
