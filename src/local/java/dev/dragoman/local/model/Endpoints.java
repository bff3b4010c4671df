package dev.dragoman.local.model;

import java.util.Locale;

/** Which of the two endpoints the provider has; one that it lacks answers 404. */
public enum Endpoints {
    /** Chat completions and responses. */
    BOTH,
    /** Chat completions only. */
    CHAT,
    /** Responses only. */
    RESPONSES;

    /**
     * Reads what {@code POST /control} takes.
     *
     * @param name in lower case
     * @return the endpoints
     * @throws IllegalArgumentException when there is no such name
     */
    static Endpoints read(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean has(String path) {
        return switch (this) {
            case BOTH -> true;
            case CHAT -> path.equals(Api.CHAT);
            case RESPONSES -> path.equals(Api.RESPONSES);
        };
    }
}
