package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The files of clients, as OpenAI's API has them. Every method but the first blocks, and throws {@link SdkException} if S3 fails.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/files">Files API</a>
 */
public final class FilesApi {
    static final String PURPOSE = "batch";
    private static final String ID = "id";
    private static final String CREATED_AT = "created_at";
    private static final String EXPIRES_AT = "expires_at";
    private static final String EXPIRES_AFTER = "expires_after";
    private static final String ANCHOR = "anchor";
    private static final String SECONDS_OF_LIFE = "seconds";
    private static final long SHORTEST_LIFE = Duration.ofHours(1).toSeconds();
    private static final long LONGEST_LIFE = Duration.ofDays(30).toSeconds();
    private static final Duration URL_LIFETIME = Duration.ofMinutes(15);
    private static final int LONGEST_FILE_NAME = 255;
    private static final int MOST_LISTED = 10_000;

    /** What goes into a response; a longer content is fetched by a signed URL. Lambda takes back 6 MB, in base64. */
    private static final long MOST_INLINE = 4L * 1024 * 1024;

    /** What holds of the times after which files are not there any more. */
    static final String LIFE_RULE = "has to have \"anchor\": \"created_at\", and \"seconds\" from 3600 to 2592000";

    private final BatchStore store;
    private final BatchPlaces places;
    private final S3Presigner presigner;
    private final Clock clock;
    private final Random random;

    FilesApi(BatchStore store, BatchPlaces places, S3Presigner presigner, Clock clock, Random random) {
        this.store = store;
        this.places = places;
        this.presigner = presigner;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A file that will come. Does not block.
     *
     * @param owner stands for the client
     * @return to be kept by {@link #create}, or closed
     */
    public UploadedFile incoming(String owner) {
        String id = BatchPlaces.newFileId(clock.instant(), random);
        return new IncomingFile(
                id, store.writer(places.content(owner, id), "application/octet-stream"), BatchLimits.LARGEST_FILE);
    }

    /**
     * Keeps a file that has come, if it may be kept.
     *
     * @param owner stands for the client
     * @param form has the file, made by {@link #incoming} for the same client, and what it is for
     * @return the file
     */
    public ClientReply create(String owner, UploadForm form) {
        try (UploadedFile uploaded = form.file()) {
            if (!PURPOSE.equals(form.fields().get("purpose"))) {
                return ClientReply.invalid("purpose", "has to be \"batch\"");
            }
            JsonNode expiry = expiry(form.fields());
            Optional<Long> life = life(expiry);
            if (!expiry.isMissingNode() && life.isEmpty()) {
                return ClientReply.invalid(EXPIRES_AFTER, LIFE_RULE);
            }
            IncomingFile incoming = (IncomingFile) uploaded;
            if (incoming.isTooLarge()) {
                return ClientReply.refused(
                        413,
                        "request_too_large",
                        "The file has more than %,d bytes; share it out among several."
                                .formatted(BatchLimits.LARGEST_FILE),
                        "file");
            }
            incoming.keep();
            String id = incoming.id();
            ObjectNode file = described(
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

    /** For how many seconds a file is there; empty if this is no such time. */
    static Optional<Long> life(JsonNode expiry) {
        String seconds = expiry.path(SECONDS_OF_LIFE).asText();
        return CREATED_AT.equals(expiry.path(ANCHOR).textValue()) && seconds.matches("[0-9]{1,9}")
                ? Optional.of(Long.parseLong(seconds)).filter(life -> life >= SHORTEST_LIFE && life <= LONGEST_LIFE)
                : Optional.empty();
    }

    /**
     * What the API says of a file.
     *
     * @param life for how many seconds it is there; empty for ever
     */
    static ObjectNode described(
            String id, long bytes, String name, String purpose, long createdAt, Optional<Long> life) {
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
    public ClientReply list(String owner, ListRequest request) {
        return request.reply(
                store,
                places.files(owner),
                MOST_LISTED,
                BatchPlaces::isFileId,
                id -> found(owner, id)
                        .filter(file -> request.purpose() == null
                                || request.purpose().equals(file.path("purpose").textValue())));
    }

    /** A file of a client. */
    public ClientReply get(String owner, String id) {
        return found(owner, id)
                .<ClientReply>map(ClientReply.ReplyData::new)
                .orElseGet(() -> ClientReply.notFound("file", ID));
    }

    /** What is known of a client's file. One whose time is over is not there any more: whoever finds it removes it. */
    Optional<ObjectNode> found(String owner, String id) {
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
            return ClientReply.notFound("file", ID);
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
    public ClientReply delete(String owner, String id) {
        if (found(owner, id).isEmpty()) {
            return ClientReply.notFound("file", ID);
        }
        remove(owner, id);
        return new ClientReply.ReplyData(
                Json.object().put(ID, id).put("object", "file").put("deleted", true));
    }
}
