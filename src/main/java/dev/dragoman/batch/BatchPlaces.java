package dev.dragoman.batch;

import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the files and batches of clients are, below {@code DRAGOMAN_BATCHES}. What a client has is below a prefix of its own, so
 * nobody finds what another one has. A batch that is not done yet has a marker, which S3's events or a listing bring.
 *
 * @param root the bucket, and a key prefix that ends in a slash
 */
record BatchPlaces(S3Location root) {
    /** Below the root: the markers of batches that are not done. */
    static final String OPEN = "open/";

    private static final Pattern MARKER = Pattern.compile("([0-9a-f]{32})~(batch_[0-9a-f]{36})\\.json");
    private static final Pattern FILE_ID = Pattern.compile("file-[0-9a-f]{36}");
    private static final Pattern BATCH_ID = Pattern.compile("batch_[0-9a-f]{36}");
    private static final String FILE = "file-";
    private static final String BATCH = "batch_";
    private static final int RANDOM_BYTES = 12;
    private static final int ID_DIGITS = 36;
    private static final int TIME_DIGITS = 12;

    /**
     * A client's batch.
     *
     * @param owner stands for the client
     * @param id the batch's
     */
    record OwnedBatch(String owner, String id) {}

    /** The id of a new file. */
    static String newFileId(Instant now, Random random) {
        return newId(FILE, now, random);
    }

    /** The id of a new batch. */
    static String newBatchId(Instant now, Random random) {
        return newId(BATCH, now, random);
    }

    // The newest first, as S3 lists them: the time counts down. Nobody can guess the rest.
    private static String newId(String prefix, Instant now, Random random) {
        byte[] unguessable = new byte[RANDOM_BYTES];
        random.nextBytes(unguessable);
        return prefix
                + "%012x".formatted(0xFFFF_FFFF_FFFFL - now.toEpochMilli())
                + HexFormat.of().formatHex(unguessable);
    }

    private S3Location at(String key) {
        return new S3Location(root.bucket(), root.key() + key);
    }

    /** Whether an id could be a file's. */
    static boolean isFileId(String id) {
        return FILE_ID.matcher(id).matches();
    }

    /** Whether an id could be a batch's. */
    static boolean isBatchId(String id) {
        return BATCH_ID.matcher(id).matches();
    }

    /** What the names of a client's files begin with. */
    S3Location files(String owner) {
        return at("owners/" + owner + "/files/");
    }

    /** What is known of a file. */
    S3Location file(String owner, String id) {
        return at("owners/" + owner + "/files/" + id + ".json");
    }

    /** A file's bytes. */
    S3Location content(String owner, String id) {
        return at("owners/" + owner + "/content/" + id);
    }

    /** What the names of a client's batches begin with. */
    S3Location batches(String owner) {
        return at("owners/" + owner + "/batches/");
    }

    /** How a batch was created. */
    S3Location batch(OwnedBatch batch) {
        return at("owners/" + batch.owner() + "/batches/" + batch.id() + ".json");
    }

    /** The marker of a batch that is not done. */
    S3Location marker(OwnedBatch batch) {
        return at(OPEN + batch.owner() + "~" + batch.id() + ".json");
    }

    /** The batch whose marker an object is; empty if it is none. */
    Optional<OwnedBatch> marked(S3Location object) {
        String start = root.key() + OPEN;
        if (!object.bucket().equals(root.bucket()) || !object.key().startsWith(start)) {
            return Optional.empty();
        }
        Matcher name = MARKER.matcher(object.key().substring(start.length()));
        return name.matches() ? Optional.of(new OwnedBatch(name.group(1), name.group(2))) : Optional.empty();
    }

    /** The id of a result file, listed as if it was made with the batch: nobody can guess it who does not know the batch's. */
    static String resultId(OwnedBatch batch, String which) {
        String time = batch.id().substring(BATCH.length(), BATCH.length() + TIME_DIGITS);
        String rest = Sha256.hex(batch.owner() + " " + batch.id() + " " + which);
        return FILE + time + rest.substring(0, ID_DIGITS - TIME_DIGITS);
    }

    /**
     * A batch to work on.
     *
     * @param eTag the entity tag of its requests
     * @param size that of its requests, in bytes
     * @param endpoint where all lines have to be sent
     * @param window how long it may take
     * @param client the label of the client's key; null if it has none
     */
    BatchJob job(
            OwnedBatch batch,
            @Nullable String eTag,
            long size,
            Endpoint endpoint,
            Duration window,
            @Nullable String client) {
        return new BatchJob(
                batch.id(),
                input(batch),
                null,
                eTag,
                size,
                batch.owner() + "/" + batch.id(),
                work(batch),
                new BatchJob.ResultPlaces(
                        content(batch.owner(), resultId(batch, "output")),
                        content(batch.owner(), resultId(batch, "errors")),
                        below(batch, "receipt.json"),
                        null),
                Door.HTTP_BATCH,
                endpoint,
                window,
                batch,
                client);
    }

    /** The copy of a batch's requests, which stays whatever becomes of the file. */
    S3Location input(OwnedBatch batch) {
        return below(batch, "input.jsonl");
    }

    /** The prefix of the objects that say how far a batch is. */
    S3Location work(OwnedBatch batch) {
        return below(batch, "");
    }

    /** One of them. */
    S3Location below(OwnedBatch batch, String name) {
        return at("owners/" + batch.owner() + "/state/" + batch.id() + "/" + name);
    }
}
