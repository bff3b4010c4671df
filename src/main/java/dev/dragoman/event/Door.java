package dev.dragoman.event;

import java.util.Locale;

/** Where an ask came in, which decides how it is answered (design section 4). */
public enum Door {
    HTTP,
    S3,
    SQS,
    INVOKE;

    /**
     * The door's name in logs and metrics.
     *
     * @return lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
