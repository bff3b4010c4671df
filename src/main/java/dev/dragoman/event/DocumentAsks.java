package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the asks for documents of the S3 door, which an event named or polling found. */
final class DocumentAsks {
    private DocumentAsks() {}

    static Ask of(S3Location location, @Nullable String versionId, @Nullable String eTag, @Nullable Instant endBy) {
        String version = version(versionId);
        String tag = EntityTag.of(eTag);
        Content content = new Content.Document(location, version, tag, null);
        return new Ask(location.uri(), identity(location, version, tag), Door.S3, content, null, null, endBy);
    }

    // Objects written while versioning is off or suspended all have the same version "null".
    private static @Nullable String version(@Nullable String versionId) {
        return versionId == null || versionId.isEmpty() || versionId.equals("null") ? null : versionId;
    }

    // The key alone is no identity: a new document under the same key would get the old one's answer.
    private static @Nullable String identity(S3Location location, @Nullable String version, @Nullable String tag) {
        String object = location.bucket() + "/" + location.key();
        if (version != null) {
            return Door.S3.identity(object + "?versionId=" + version);
        }
        return tag == null ? null : Door.S3.identity(object + "?eTag=" + tag);
    }
}
