package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.document.Documents;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The files and batches of clients, as OpenAI's API has them. State is objects in S3, of which none is overwritten with something
 * else. Every method blocks, and throws {@link SdkException} if S3 fails.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/batch">Batch API</a>
 * @see <a href="https://platform.openai.com/docs/api-reference/files">Files API</a>
 */
public final class BatchApi {
    /** The label of whoever created a batch. It is not told to clients. */
    static final String CLIENT = "client";

    private static final String PURPOSE = "batch";
    private static final String ID = "id";
    private static final String CREATED_AT = "created_at";
    private static final String METADATA = "metadata";
    private static final String EXPIRES_AT = "expires_at";
    private static final String EXPIRES_AFTER = "expires_after";
    private static final String RESULTS_EXPIRE_AFTER = "output_expires_after";
    private static final String ANCHOR = "anchor";
    private static final String SECONDS_OF_LIFE = "seconds";
    private static final long SHORTEST_LIFE = Duration.ofHours(1).toSeconds();
    private static final long LONGEST_LIFE = Duration.ofDays(30).toSeconds();
    private static final String WINDOW = "completion_window";
    private static final Pattern WINDOW_FORM = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final Duration URL_LIFETIME = Duration.ofMinutes(15);
    private static final Pattern COUNTS = Pattern.compile("counts/([0-9]+)-([0-9]+)-([0-9]+)");
    private static final String LIFE_RULE =
            "has to have \"anchor\": \"created_at\", and \"seconds\" from 3600 to 2592000";
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;
    private static final int LONGEST_FILE_NAME = 255;
    private static final int RANDOM_BYTES = 12;
    private static final int MOST_FILES_LISTED = 10_000;

    /** Each batch that is listed costs some requests to S3. */
    private static final int MOST_BATCHES_LISTED = 100;

    /** Long after a batch was created its marker is there, if whoever created it has not died. */
    private static final Duration MARKED_WITHIN = Duration.ofMinutes(1);

    private static final int USUALLY_LISTED = 20;

    /** What goes into a response; a longer content is fetched by a signed URL. Lambda takes back 6 MB, in base64. */
    private static final long MOST_INLINE = 4L * 1024 * 1024;

    private final BatchStore store;
    private final BatchPlaces places;
    private final S3Presigner presigner;
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
        this.presigner = presigner;
        this.places = new BatchPlaces(root);
        this.clock = clock;
        this.random = random;
    }

    /** What a call gives. */
    public sealed interface ClientReply {
        /** JSON. */
        record ReplyData(ObjectNode json) implements ClientReply {}

        /** The content of a file. */
        record FileContent(byte[] bytes) implements ClientReply {}

        /** Where the content of a file is, for a while. */
        record ContentUrl(String url) implements ClientReply {}

        /** Why it is refused. */
        record CallRefused(Problem problem) implements ClientReply {}

        /** Why it can't be answered now. */
        record CallUnanswered(Outcome.Failed outcome) implements ClientReply {}
    }

    /**
     * Makes a call, and says what it means if S3 fails.
     *
     * @param call one or more methods of this class
     * @return its reply
     */
    public ClientReply safely(Supplier<ClientReply> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            return Documents.unreadable(failure, places.root())
                    .match(
                            answered -> {
                                throw failure;
                            },
                            ClientReply.CallUnanswered::new);
        }
    }

    /**
     * What a listing is asked for.
     *
     * @param after the id behind which it begins; null for the newest
     * @param limit how many at most; null for the usual number
     * @param order has to be that of the newest first, or null
     * @param purpose of the files; null for any
     */
    public record ListRequest(
            @Nullable String after,
            @Nullable String limit,
            @Nullable String order,
            @Nullable String purpose) {}

    private static ClientReply refused(int status, String code, String message, @Nullable String param) {
        return new ClientReply.CallRefused(Problem.ofAsk(status, code, message, param));
    }

    private static ClientReply invalid(String param, String rule) {
        return refused(400, "invalid_value", "\"%s\" %s.".formatted(param, rule), param);
    }

    private static ClientReply notFound(String what, String param) {
        return refused(404, "not_found", "There is no such %s.".formatted(what), param);
    }

    // The newest first, as S3 lists them: the time counts down.
    private String newId(String prefix) {
        byte[] unguessable = new byte[RANDOM_BYTES];
        random.nextBytes(unguessable);
        return prefix
                + "%012x".formatted(0xFFFF_FFFF_FFFFL - clock.millis())
                + HexFormat.of().formatHex(unguessable);
    }

    /**
     * A file that will come. Does not block.
     *
     * @param owner stands for the client
     * @return to be kept by {@link #createFile}, or closed
     */
    public UploadedFile newFile(String owner) {
        String id = newId("file-");
        return new IncomingFile(
                id, store.writer(places.content(owner, id), "application/octet-stream"), BatchLimits.LARGEST_FILE);
    }

    /**
     * Keeps a file that has come, if it may be kept.
     *
     * @param owner stands for the client
     * @param form has the file, made by {@link #newFile} for the same client, and what it is for
     * @return the file
     */
    public ClientReply createFile(String owner, UploadForm form) {
        try (UploadedFile uploaded = form.file()) {
            if (!PURPOSE.equals(form.fields().get("purpose"))) {
                return invalid("purpose", "has to be \"batch\"");
            }
            JsonNode expiry = expiry(form.fields());
            Optional<Long> life = life(expiry);
            if (!expiry.isMissingNode() && life.isEmpty()) {
                return invalid(EXPIRES_AFTER, LIFE_RULE);
            }
            IncomingFile incoming = (IncomingFile) uploaded;
            if (incoming.isTooLarge()) {
                return refused(
                        413,
                        "request_too_large",
                        "The file has more than %,d bytes; share it out among several."
                                .formatted(BatchLimits.LARGEST_FILE),
                        "file");
            }
            incoming.keep();
            String id = incoming.id();
            ObjectNode file = file(
                    id, incoming.size(), form.name(), PURPOSE, clock.instant().getEpochSecond(), life);
            store.create(places.file(owner, id), Json.bytes(file));
            return new ClientReply.ReplyData(file);
        }
    }

    // Clients send it field by field, or as JSON in one.
    private static JsonNode expiry(Map<String, String> fields) {
        String json = fields.get(EXPIRES_AFTER);
        if (json != null) {
            return Json.read(json).object().<JsonNode>map(read -> read).orElseGet(Json::object);
        }
        ObjectNode expiry = Json.object();
        for (String name : List.of(ANCHOR, SECONDS_OF_LIFE)) {
            String value = fields.get("%s[%s]".formatted(EXPIRES_AFTER, name));
            if (value != null) {
                expiry.put(name, value);
            }
        }
        return expiry.isEmpty() ? MissingNode.getInstance() : expiry;
    }

    // For how many seconds a file is there; empty if this is no such time.
    private static Optional<Long> life(JsonNode expiry) {
        String seconds = expiry.path(SECONDS_OF_LIFE).asText();
        return CREATED_AT.equals(expiry.path(ANCHOR).textValue()) && seconds.matches("[0-9]{1,9}")
                ? Optional.of(Long.parseLong(seconds)).filter(life -> life >= SHORTEST_LIFE && life <= LONGEST_LIFE)
                : Optional.empty();
    }

    /** For how many seconds the results of a client's batch are there; empty for ever. */
    static Optional<Long> resultsLife(ObjectNode batch) {
        return life(batch.path(RESULTS_EXPIRE_AFTER));
    }

    /**
     * What the API says of a file.
     *
     * @param life for how many seconds it is there; empty for ever
     */
    static ObjectNode file(String id, long bytes, String name, String purpose, long createdAt, Optional<Long> life) {
        ObjectNode file = Json.object()
                .put(ID, id)
                .put("object", "file")
                .put("bytes", bytes)
                .put(CREATED_AT, createdAt)
                .put(
                        "filename",
                        name.codePointCount(0, name.length()) > LONGEST_FILE_NAME
                                ? name.substring(0, name.offsetByCodePoints(0, LONGEST_FILE_NAME))
                                : name)
                .put("purpose", purpose)
                .put("status", "processed");
        life.ifPresent(seconds -> file.put(EXPIRES_AT, createdAt + seconds));
        return file;
    }

    /** A client's files, the newest first. */
    public ClientReply files(String owner, ListRequest request) {
        return listed(
                places.files(owner),
                request,
                MOST_FILES_LISTED,
                BatchPlaces::isFileId,
                id -> found(owner, id)
                        .filter(file -> request.purpose() == null
                                || request.purpose().equals(file.path("purpose").textValue())));
    }

    /** A file of a client. */
    public ClientReply file(String owner, String id) {
        return found(owner, id).<ClientReply>map(ClientReply.ReplyData::new).orElseGet(() -> notFound("file", ID));
    }

    // A file whose time is over is not there any more. Whoever finds it removes it.
    private Optional<ObjectNode> found(String owner, String id) {
        Optional<ObjectNode> file = BatchPlaces.isFileId(id) ? store.read(places.file(owner, id)) : Optional.empty();
        if (file.isPresent()
                && file.get().path(EXPIRES_AT).asLong(Long.MAX_VALUE)
                        <= clock.instant().getEpochSecond()) {
            remove(owner, id);
            return Optional.empty();
        }
        return file;
    }

    private void remove(String owner, String id) {
        store.remove(places.file(owner, id));
        store.remove(places.content(owner, id));
    }

    /**
     * The content of a client's file.
     *
     * @return the bytes, or, if they are many, where they can be had
     */
    public ClientReply content(String owner, String id) {
        Optional<ObjectNode> file = found(owner, id);
        if (file.isEmpty()) {
            return notFound("file", ID);
        }
        S3Location content = places.content(owner, id);
        if (file.get().path("bytes").longValue() > MOST_INLINE) {
            return new ClientReply.ContentUrl(presigner
                    .presignGetObject(presign -> presign.signatureDuration(URL_LIFETIME)
                            .getObjectRequest(
                                    get -> get.bucket(content.bucket()).key(content.key())))
                    .url()
                    .toExternalForm());
        }
        try (InputStream in = store.open(content, null, null, null)) {
            return new ClientReply.FileContent(in.readAllBytes());
        } catch (IOException broken) {
            throw SdkClientException.create("the content of a file broke off", broken);
        }
    }

    /** Removes a client's file. */
    public ClientReply deleteFile(String owner, String id) {
        if (found(owner, id).isEmpty()) {
            return notFound("file", ID);
        }
        remove(owner, id);
        return new ClientReply.ReplyData(
                Json.object().put(ID, id).put("object", "file").put("deleted", true));
    }

    private ClientReply listed(
            S3Location prefix,
            ListRequest request,
            int most,
            Predicate<String> isId,
            Function<String, Optional<ObjectNode>> read) {
        int limit = request.limit() == null ? USUALLY_LISTED : limit(request.limit(), most);
        if (limit < 0) {
            return invalid("limit", "has to be from 1 to " + most);
        }
        if (request.order() != null && !request.order().equals("desc")) {
            return invalid("order", "has to be \"desc\": the newest come first");
        }
        if (request.after() != null && !isId.test(request.after())) {
            return invalid("after", "has to be an id of this list");
        }
        String after = request.after() == null ? "" : request.after() + ".json";
        List<ObjectNode> found = store.names(prefix, after)
                .map(name -> name.replace(".json", ""))
                .filter(isId)
                .flatMap(id -> read.apply(id).stream())
                .limit(limit + 1L)
                .toList();
        List<ObjectNode> data = found.subList(0, Math.min(limit, found.size()));
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data").addAll(data);
        list.put("first_id", data.isEmpty() ? null : data.get(0).path(ID).textValue());
        list.put(
                "last_id",
                data.isEmpty() ? null : data.get(data.size() - 1).path(ID).textValue());
        return new ClientReply.ReplyData(list.put("has_more", found.size() > limit));
    }

    private static int limit(String text, int most) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most
                ? Integer.parseInt(text)
                : -1;
    }

    /**
     * Creates a batch.
     *
     * @param owner stands for the client
     * @param label the label of the client's key; null if it has none
     * @param request what the client has sent
     * @return the batch, not checked yet
     */
    public ClientReply createBatch(String owner, @Nullable String label, ObjectNode request) {
        for (String field : List.of("input_file_id", "endpoint", WINDOW)) {
            if (!request.path(field).isTextual()) {
                return refused(
                        400, "missing_required_parameter", "\"%s\" is missing, or no text.".formatted(field), field);
            }
        }
        if (Endpoint.ofLines(request.path("endpoint").textValue()).isEmpty()) {
            return invalid("endpoint", "has to be " + BatchLine.URLS);
        }
        if (window(request.path(WINDOW).textValue()).isEmpty()) {
            return invalid(WINDOW, "has to be \"24h\", or another time from 1s to 7d");
        }
        JsonNode metadata = request.path(METADATA);
        if (!isMetadata(metadata)) {
            return invalid(METADATA, "has to be an object of up to 16 texts of up to 512 characters");
        }
        if (request.hasNonNull(RESULTS_EXPIRE_AFTER) && resultsLife(request).isEmpty()) {
            return invalid(RESULTS_EXPIRE_AFTER, LIFE_RULE);
        }
        String input = request.path("input_file_id").textValue();
        if (found(owner, input)
                .filter(file -> PURPOSE.equals(file.path("purpose").textValue()))
                .isEmpty()) {
            return notFound("file for batches", "input_file_id");
        }
        OwnedBatch batch = new OwnedBatch(owner, newId("batch_"));
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
        return new ClientReply.ReplyData(described(batch, record, Set.of()));
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
    public ClientReply batch(String owner, String id) {
        Optional<ObjectNode> record = record(owner, id);
        if (record.isEmpty()) {
            return notFound("batch", ID);
        }
        OwnedBatch batch = new OwnedBatch(owner, id);
        ObjectNode described = described(batch, record.get());
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
    public ClientReply batches(String owner, ListRequest request) {
        return listed(
                places.batches(owner),
                request,
                MOST_BATCHES_LISTED,
                BatchPlaces::isBatchId,
                id -> record(owner, id).map(record -> described(new OwnedBatch(owner, id), record)));
    }

    /** Cancels a batch of a client: no new line is begun, and what is done is delivered. */
    public ClientReply cancel(String owner, String id) {
        Optional<ObjectNode> record = record(owner, id);
        if (record.isEmpty()) {
            return notFound("batch", ID);
        }
        OwnedBatch batch = new OwnedBatch(owner, id);
        if (store.head(places.below(batch, BatchJob.END)).isPresent()) {
            return refused(409, "batch_ended", "The batch has ended; there is nothing to cancel.", ID);
        }
        ObjectNode cancel = Json.object().put("at", clock.instant().getEpochSecond());
        if (store.create(places.below(batch, BatchJob.CANCELLED), Json.bytes(cancel))) {
            // Another marker than before: whoever had put the batch off looks at it at once.
            store.write(places.marker(batch), cancel.put(ID, id));
        }
        return new ClientReply.ReplyData(described(batch, record.get()));
    }

    private ObjectNode described(OwnedBatch batch, ObjectNode record) {
        return described(batch, record, store.names(places.work(batch)));
    }

    private ObjectNode described(OwnedBatch batch, ObjectNode record, Set<String> names) {
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
        long created = record.path(CREATED_AT).longValue();
        Instant deadline = plan.map(
                        checked -> Instant.parse(checked.path("deadline").asText()))
                .orElseGet(() -> Instant.ofEpochSecond(created)
                        .plus(window(record.path(WINDOW).asText()).orElse(Duration.ZERO)));
        ObjectNode json = Json.object()
                .put(ID, batch.id())
                .put("object", "batch")
                .put("endpoint", record.path("endpoint").asText());
        json.set("errors", errors(end));
        json.put("input_file_id", record.path("input_file_id").asText())
                .put(WINDOW, record.path(WINDOW).asText())
                .put("status", status)
                .put("output_file_id", resultId(batch, end, "completed", "output"))
                .put("error_file_id", resultId(batch, end, "failed", "errors"))
                .put(CREATED_AT, created);
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
        json.set(METADATA, record.path(METADATA).isObject() ? record.path(METADATA) : null);
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
