package dev.dragoman.model;

import java.util.Optional;

/** Asynchronous steps wrap what they fail with, some of them twice. */
final class Causes {
    private Causes() {}

    /** The first exception of a kind in a chain of causes. */
    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
        }
        return Optional.empty();
    }
}
