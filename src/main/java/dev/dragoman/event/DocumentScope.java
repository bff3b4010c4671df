package dev.dragoman.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are documents to answer. Dragoman's own results never are, or summaries would be summarised.
 *
 * @param inputPrefix the prefix of documents' keys, as {@code inbox/}; empty means every key
 * @param outputBucket the bucket that results are written to; null means each document's own bucket
 * @param outputPrefix the results' key prefix, as {@code summaries/}
 * @param buckets the buckets whose events count; empty means any
 * @param batches where the markers of clients' batches are, which are no documents and come in as these do; null for nowhere
 */
public record DocumentScope(
        String inputPrefix,
        @Nullable String outputBucket,
        String outputPrefix,
        Set<String> buckets,
        @Nullable S3Place batches) {
    public DocumentScope {
        buckets = Set.copyOf(buckets);
    }

    /** A scope without batches of clients. */
    public DocumentScope(String inputPrefix, @Nullable String outputBucket, String outputPrefix, Set<String> buckets) {
        this(inputPrefix, outputBucket, outputPrefix, buckets, null);
    }

    /**
     * Whether an object is a document to answer.
     *
     * @param location the object, its key decoded
     * @return false too for folder markers (keys ending in {@code /}) and for the bare input prefix
     */
    public boolean isInput(S3Location location) {
        String key = location.key();
        return (batches != null && batches.holds(location)) || isDocument(location, key);
    }

    private boolean isDocument(S3Location location, String key) {
        return key.startsWith(inputPrefix)
                && key.length() > inputPrefix.length()
                && !key.endsWith("/")
                && (buckets.isEmpty() || buckets.contains(location.bucket()))
                && !isOutput(location);
    }

    private boolean isOutput(S3Location location) {
        return (outputBucket == null || outputBucket.equals(location.bucket()))
                && location.key().startsWith(outputPrefix);
    }
}
