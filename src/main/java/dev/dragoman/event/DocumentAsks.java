package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for documents that came by the S3 door: notified or found by polling. */
final class DocumentAsks {
    private DocumentAsks() {}

    static Ask of(S3Location location, @Nullable String versionId, @Nullable String eTag, @Nullable Instant endBy) {
        String version = version(versionId);
        String tag = eTag == null || eTag.isEmpty() ? null : eTag.replace("\"", "");
        Content content = new Content.Document(location, version, tag, null);
        return new Ask(location.uri(), identity(location, version, tag), Door.S3, content, null, null, endBy);
    }

    // Objects written while versioning is off or suspended all have the version "null", which tells no two apart.
    private static @Nullable String version(@Nullable String versionId) {
        return versionId == null || versionId.isEmpty() || versionId.equals("null") ? null : versionId;
    }

    // The name alone would give the next document of that name the last one's answer.
    private static @Nullable String identity(S3Location location, @Nullable String version, @Nullable String tag) {
        String object = "s3:" + location.bucket() + "/" + location.key();
        if (version != null) {
            return object + "?versionId=" + version;
        }
        return tag == null ? null : object + "?eTag=" + tag;
    }
}
