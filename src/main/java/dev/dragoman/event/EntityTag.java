package dev.dragoman.event;

import org.jspecify.annotations.Nullable;

/** An object's entity tag: S3 writes it in quotes in responses, and without them in events. */
public final class EntityTag {
    private EntityTag() {}

    /**
     * The tag itself.
     *
     * @param tag as S3 wrote it; null if it did not
     * @return without quotes; null if there is none
     */
    public static @Nullable String of(@Nullable String tag) {
        return tag == null || tag.isEmpty() ? null : tag.replace("\"", "");
    }
}
