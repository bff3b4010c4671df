package dev.dragoman.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bucket and a key.
 *
 * @param bucket a bucket's name: 3 to 255 letters, digits, dots, hyphens and underscores. New buckets have shorter names in
 *     lower case, but those made in us-east-1 before March 2018 keep theirs
 * @param key an object's key, not URL-encoded, at most 1,024 bytes in S3; may be empty if a prefix is meant
 */
public record S3Location(String bucket, String key) {
    /** How many bytes of UTF-8 a key may have in S3. */
    public static final int LONGEST_KEY = 1024;

    private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");
    private static final Pattern URI = Pattern.compile("s3://([A-Za-z0-9._-]{3,255})/(.*)", Pattern.DOTALL);

    /**
     * Reads {@code s3://bucket/key}.
     *
     * @param uri any text
     * @return empty if it is not of that form
     */
    public static Optional<S3Location> parse(String uri) {
        Matcher matcher = URI.matcher(uri);
        return matcher.matches() ? Optional.of(new S3Location(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /**
     * The location as {@link #parse} reads it.
     *
     * @return {@code s3://bucket/key}
     */
    public String uri() {
        return "s3://" + bucket + "/" + key;
    }

    /**
     * A version's id.
     *
     * @param versionId as S3 or another store wrote it; null if it did not
     * @return null if there is none: objects written while versioning is off or suspended all have the version "null"
     */
    public static @Nullable String version(@Nullable String versionId) {
        return versionId == null || versionId.isEmpty() || versionId.equals("null") ? null : versionId;
    }

    /**
     * Names the object that stands here, and not a later one under the same key.
     *
     * @param versionId its version, as S3 tells it with the object; null in a bucket without versions
     * @param eTag its entity tag, without quotes; counts if there is no version
     * @return as {@code bucket/key?versionId=...}; it is hashed into ledger keys and must not change
     */
    public String objectName(@Nullable String versionId, @Nullable String eTag) {
        return "%s/%s?%s".formatted(bucket, key, versionId == null ? "eTag=" + eTag : "versionId=" + versionId);
    }

    /**
     * Whether a part of a key between slashes is a dot or two. S3 takes them as they are, other stores as a way to another key.
     *
     * @param key a key or a prefix
     * @return true for {@code a/../b}
     */
    public static boolean hasDots(String key) {
        return DOTS.matcher(key).find();
    }

    @Override
    public String toString() {
        return uri();
    }
}
