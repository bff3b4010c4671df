package dev.dragoman.delivery;

import dev.dragoman.event.S3Location;
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

    S3Location of(S3Location document, String suffix) {
        return new S3Location(bucket == null ? document.bucket() : bucket, prefix + name(document) + suffix);
    }

    String name(S3Location document) {
        String key = document.key();
        return key.startsWith(inputPrefix) ? key.substring(inputPrefix.length()) : key;
    }
}
