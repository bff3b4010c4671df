package dev.dragoman.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a bucket whose keys begin with a prefix.
 *
 * @param bucket the bucket; null means any
 * @param prefix ends in a slash, so that {@code in/} does not stand for {@code inbox/}; empty means every key
 */
public record S3Place(@Nullable String bucket, String prefix) {
    private static final Pattern TEXT =
            Pattern.compile("(?:s3://)?([A-Za-z0-9._-]{3,255})(?:/((?:[^/]+/)*))?", Pattern.DOTALL);

    /**
     * Reads a place as settings name it.
     *
     * @param text {@code bucket} for all of it, or {@code bucket/prefix/}; {@code s3://} may stand before it
     * @return empty if it is neither, if the prefix does not end in a slash, or if it has a segment that is empty or only dots
     */
    public static Optional<S3Place> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new S3Place(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)))
                        .filter(place -> !S3Location.hasDots(place.prefix()))
                : Optional.empty();
    }

    /**
     * Whether an object lies here.
     *
     * @param object its key is compared as it is, letter by letter
     * @return false for the bare prefix, which is no object
     */
    public boolean holds(S3Location object) {
        return (bucket == null || bucket.equals(object.bucket()))
                && object.key().startsWith(prefix)
                && object.key().length() > prefix.length();
    }

    /**
     * Whether an object may lie in both.
     *
     * @param other another place
     * @return true also if one of them lies within the other
     */
    public boolean overlaps(S3Place other) {
        boolean sameBucket = bucket == null || other.bucket == null || bucket.equals(other.bucket);
        return sameBucket && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix));
    }
}
