package dev.dragoman.delivery;

import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where documents' results are written (design section 3, Documents).
 *
 * @param inputPrefix the prefix that is removed from a document's key to make its name
 * @param bucket the results' bucket; null for the document's own
 * @param prefix the results' key prefix, ending in a slash
 */
public record ResultLocation(String inputPrefix, @Nullable String bucket, String prefix) {
    /**
     * Reads the configured output.
     *
     * @param inputPrefix the configured input prefix
     * @param output a key prefix or {@code s3://bucket/prefix/}
     * @return the output
     */
    public static ResultLocation parse(String inputPrefix, String output) {
        Optional<S3Location> location = S3Location.parse(output);
        return new ResultLocation(
                inputPrefix,
                location.map(S3Location::bucket).orElse(null),
                location.map(S3Location::key).orElse(output));
    }

    /** What follows a document's name in the names of its results. */
    public static final String SUMMARY = ".summary.md";

    public static final String RECEIPT = ".receipt.json";
    public static final String ERROR = ".error.json";
    public static final String PROGRESS = ".progress.json";

    /** The same of a batch file's. */
    public static final String LINES = ".output.jsonl";

    public static final String ERROR_LINES = ".errors.jsonl";

    /**
     * Below the results: what is known of batch files while they are worked on. It may be removed some time later, and results may
     * not: so it is no folder that anybody has in an inbox.
     */
    public static final String BATCH_STATE = ".batches/";

    /** All names are cut alike, so that the results stay beside each other. */
    private static final int LONGEST_SUFFIX = PROGRESS.length();

    private static final int DIGITS = 32;
    private static final int FEW_DIGITS = 12;

    /**
     * Where a result of a document is.
     *
     * @param document the document
     * @param suffix what its name has behind the document's, as {@code .summary.md}
     * @return its bucket and key
     */
    public S3Location of(S3Location document, String suffix) {
        return new S3Location(
                bucket == null ? document.bucket() : bucket, key(prefix, name(document), LONGEST_SUFFIX) + suffix);
    }

    /** Where a polled document is put away, in a folder of its bucket. */
    S3Location putAway(S3Location document, String folder) {
        return new S3Location(document.bucket(), key(folder, name(document), 0));
    }

    /** The same, if another document has that name: before its extension stands a digest of its entity tag. */
    S3Location putAwayBeside(S3Location document, String folder, String eTag) {
        String name = name(document);
        int dot = name.lastIndexOf('.');
        int end = dot > name.lastIndexOf('/') + 1 ? dot : name.length();
        String digest = "~" + Sha256.hex(eTag).substring(0, FEW_DIGITS);
        String beside = name.substring(0, end) + digest + name.substring(end);
        return new S3Location(document.bucket(), key(folder, beside, 0));
    }

    private String name(S3Location document) {
        String key = document.key();
        return key.startsWith(inputPrefix) ? key.substring(inputPrefix.length()) : key;
    }

    // A name that would make the key longer than S3 allows ends in a digest of the whole name. The receipt has it
    // whole.
    private static String key(String start, String name, int suffix) {
        int room = S3Location.LONGEST_KEY - bytes(start) - suffix;
        if (bytes(name) <= room) {
            return start + name;
        }
        return start + marked(name, Sha256.hex(name), room);
    }

    /** Another name for an object: cut if need be, and ending in a digest of what makes it another one. */
    static S3Location marked(S3Location object, String digest) {
        return new S3Location(object.bucket(), marked(object.key(), digest, S3Location.LONGEST_KEY));
    }

    private static String marked(String name, String digest, int room) {
        String mark = "~" + digest.substring(0, DIGITS);
        return cut(name, room - mark.length()) + mark;
    }

    private static String cut(String name, int room) {
        StringBuilder kept = new StringBuilder();
        int left = room;
        for (int point : name.codePoints().toArray()) {
            String character = Character.toString(point);
            left -= bytes(character);
            if (left < 0) {
                break;
            }
            kept.append(character);
        }
        return kept.toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
