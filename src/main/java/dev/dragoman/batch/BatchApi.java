package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The batches of clients, as OpenAI's API has them. State is objects in S3, of which none is overwritten with something else. Every
 * method blocks, and throws {@link SdkException} if S3 fails.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/batch">Batch API</a>
 */
public final class BatchApi {
    /** The label of whoever created a batch. It is not told to clients. */
    static final String CLIENT = "client";

    static final String CREATED_AT = "created_at";
    static final String METADATA = "metadata";
    static final String WINDOW = "completion_window";

    private static final String ID = "id";
    private static final String RESULTS_EXPIRE_AFTER = "output_expires_after";
    private static final Pattern WINDOW_FORM = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;

    /** Each batch that is listed costs some requests to S3. */
    private static final int MOST_LISTED = 100;

    /** Long after a batch was created its marker is there, if whoever created it has not died. */
    private static final Duration MARKED_WITHIN = Duration.ofMinutes(1);

    private final BatchStore store;
    private final BatchPlaces places;
    private final BatchStatus status;
    private final FilesApi files;
    private final Clock clock;
    private final Random random;

    /**
     * @param s3 reads and writes objects
     * @param presigner signs URLs of contents that are too long for a response
     * @param root the bucket, and a key prefix that ends in a slash
     * @param clock tells the time
     * @param random makes ids that nobody can guess
     */
    public BatchApi(S3Client s3, S3Presigner presigner, S3Location root, Clock clock, Random random) {
        this.store = new BatchStore(s3);
        this.places = new BatchPlaces(root);
        this.status = new BatchStatus(store, places);
        this.files = new FilesApi(store, places, presigner, clock, random);
        this.clock = clock;
        this.random = random;
    }

    /** The files of the same clients. */
    public FilesApi files() {
        return files;
    }

    /**
     * Makes a call, and says what it means if S3 fails.
     *
     * @param call of this class, or of its files
     * @return its reply
     */
    public ClientReply safely(Supplier<ClientReply> call) {
        return ClientReply.of(places.root(), call);
    }

    /**
     * Creates a batch.
     *
     * @param owner stands for the client
     * @param label the label of the client's key; null if it has none
     * @param request what the client has sent
     * @return the batch, not checked yet
     */
    public ClientReply create(String owner, @Nullable String label, ObjectNode request) {
        for (String field : List.of("input_file_id", "endpoint", WINDOW)) {
            if (!request.path(field).isTextual()) {
                return ClientReply.refused(
                        400, "missing_required_parameter", "\"%s\" is missing, or no text.".formatted(field), field);
            }
        }
        if (Endpoint.ofLines(request.path("endpoint").textValue()).isEmpty()) {
            return ClientReply.invalid("endpoint", "has to be " + BatchLine.URLS);
        }
        if (window(request.path(WINDOW).textValue()).isEmpty()) {
            return ClientReply.invalid(WINDOW, "has to be \"24h\", or another time from 1s to 7d");
        }
        JsonNode metadata = request.path(METADATA);
        if (!isMetadata(metadata)) {
            return ClientReply.invalid(METADATA, "has to be an object of up to 16 texts of up to 512 characters");
        }
        if (request.hasNonNull(RESULTS_EXPIRE_AFTER) && resultsLife(request).isEmpty()) {
            return ClientReply.invalid(RESULTS_EXPIRE_AFTER, FilesApi.LIFE_RULE);
        }
        String input = request.path("input_file_id").textValue();
        if (files.found(owner, input)
                .filter(file -> FilesApi.PURPOSE.equals(file.path("purpose").textValue()))
                .isEmpty()) {
            return ClientReply.notFound("file for batches", "input_file_id");
        }
        OwnedBatch batch = new OwnedBatch(owner, BatchPlaces.newBatchId(clock.instant(), random));
        ObjectNode record = Json.object()
                .put(ID, batch.id())
                .put("input_file_id", input)
                .put("endpoint", request.path("endpoint").textValue())
                .put(WINDOW, request.path(WINDOW).textValue())
                .put(CREATED_AT, clock.instant().getEpochSecond());
        if (label != null) {
            record.put(CLIENT, label);
        }
        record.set(METADATA, metadata.isObject() ? metadata : null);
        if (request.hasNonNull(RESULTS_EXPIRE_AFTER)) {
            record.set(RESULTS_EXPIRE_AFTER, request.get(RESULTS_EXPIRE_AFTER));
        }
        store.copy(places.content(owner, input), places.input(batch));
        store.create(places.batch(batch), Json.bytes(record));
        mark(batch);
        return new ClientReply.ReplyData(status.of(batch, record, Map.of()));
    }

    private static boolean isMetadata(JsonNode metadata) {
        return metadata.isMissingNode()
                || metadata.isNull()
                || (metadata.isObject()
                        && metadata.size() <= MOST_PAIRS
                        && metadata.properties().stream()
                                .allMatch(pair -> pair.getKey().length() <= LONGEST_NAME
                                        && pair.getValue().isTextual()
                                        && pair.getValue().textValue().length() <= LONGEST_VALUE));
    }

    /** How long a batch may take; empty if the text is no time that it may have. */
    static Optional<Duration> window(String text) {
        Matcher form = WINDOW_FORM.matcher(text);
        return form.matches()
                ? Optional.of(Duration.ofSeconds(
                                Long.parseLong(form.group(1)) * SECONDS.getOrDefault(form.group(2), 0L)))
                        .filter(window -> window.compareTo(LONGEST_WINDOW) <= 0)
                : Optional.empty();
    }

    /** A batch of a client, as far as it is. */
    public ClientReply get(String owner, String id) {
        Optional<ObjectNode> record = record(owner, id);
        if (record.isEmpty()) {
            return ClientReply.notFound("batch", ID);
        }
        OwnedBatch batch = new OwnedBatch(owner, id);
        ObjectNode described = status.of(batch, record.get());
        if (isForgotten(described)) {
            mark(batch);
        }
        return new ClientReply.ReplyData(described);
    }

    // Whoever created it may have died before the marker was there.
    private boolean isForgotten(ObjectNode described) {
        Instant created = Instant.ofEpochSecond(described.path(CREATED_AT).longValue());
        return described.path("status").asText().equals("validating")
                && created.plus(MARKED_WITHIN).isBefore(clock.instant());
    }

    private void mark(OwnedBatch batch) {
        store.create(places.marker(batch), Json.bytes(Json.object().put(ID, batch.id())));
    }

    private Optional<ObjectNode> record(String owner, String id) {
        return BatchPlaces.isBatchId(id) ? store.read(places.batch(new OwnedBatch(owner, id))) : Optional.empty();
    }

    /** A client's batches, the newest first. */
    public ClientReply list(String owner, ListRequest request) {
        return request.reply(
                store,
                places.batches(owner),
                MOST_LISTED,
                BatchPlaces::isBatchId,
                id -> record(owner, id).map(record -> status.of(new OwnedBatch(owner, id), record)));
    }

    /** Cancels a batch of a client: no new line is begun, and what is done is delivered. */
    public ClientReply cancel(String owner, String id) {
        Optional<ObjectNode> record = record(owner, id);
        if (record.isEmpty()) {
            return ClientReply.notFound("batch", ID);
        }
        OwnedBatch batch = new OwnedBatch(owner, id);
        if (store.head(places.below(batch, BatchJob.END)).isPresent()) {
            return ClientReply.refused(409, "batch_ended", "The batch has ended; there is nothing to cancel.", ID);
        }
        ObjectNode cancel = Json.object().put("at", clock.instant().getEpochSecond());
        if (store.create(places.below(batch, BatchJob.CANCELLED), Json.bytes(cancel))) {
            // Another marker than before: whoever had put the batch off looks at it at once.
            store.write(places.marker(batch), cancel.put(ID, id));
        }
        return new ClientReply.ReplyData(status.of(batch, record.get()));
    }

    /** For how many seconds the results of a client's batch are there; empty for ever. */
    static Optional<Long> resultsLife(ObjectNode batch) {
        return FilesApi.life(batch.path(RESULTS_EXPIRE_AFTER));
    }
}
