package dev.dragoman.document;

import dev.dragoman.event.Content;
import dev.dragoman.event.S3Location;
import org.jspecify.annotations.Nullable;

/**
 * An object as HeadObject describes it.
 *
 * @param location where
 * @param versionId its version; null in a bucket without versions
 * @param eTag its entity tag, without quotes
 * @param size in bytes
 */
record StoredObject(
        S3Location location,
        @Nullable String versionId,
        @Nullable String eTag,
        long size) {
    /** What a URL of this object stands for: the same bytes have the same identity. */
    String identity() {
        return location.uri() + "#" + (versionId == null ? eTag : versionId);
    }

    /** Whether this is what an event told of, and not a later object under the same key. */
    boolean isThatOf(Content.Document document) {
        if (versionId != null && document.versionId() != null) {
            return versionId.equals(document.versionId());
        }
        return eTag == null || document.eTag() == null || eTag.equals(document.eTag());
    }
}
