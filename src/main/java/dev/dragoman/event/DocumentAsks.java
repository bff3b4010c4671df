package dev.dragoman.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the asks for documents of the S3 door, which an event named or polling found. */
final class DocumentAsks {
    private DocumentAsks() {}

    static Ask of(S3Location location, @Nullable String versionId, @Nullable String eTag, @Nullable Instant endBy) {
        Content content = new Content.Document(location, S3Location.version(versionId), EntityTag.of(eTag), null);
        // It is known by the object that is read for it: what an event names of it depends on the store and on the way.
        return new Ask(location.uri(), null, Door.S3, content, null, null, endBy);
    }
}
