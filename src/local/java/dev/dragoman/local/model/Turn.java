package dev.dragoman.local.model;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param texts its text parts
 */
record Turn(String role, List<String> texts) {
    Turn {
        texts = List.copyOf(texts);
    }

    String text() {
        return String.join("\n\n", texts);
    }

    boolean is(String other) {
        return role.equals(other);
    }
}
