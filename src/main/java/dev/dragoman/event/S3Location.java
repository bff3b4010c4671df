package dev.dragoman.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
