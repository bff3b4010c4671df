package dev.dragoman.payload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was changed in one request, in the words that the caller gets. They go into a header, joined by semicolons. So
 * they are ASCII, and contain nothing of the request but the names of known fields.
 */
final class Adjustments {
    private final Map<String, Integer> counted = new LinkedHashMap<>();
    private @Nullable String field;

    /**
     * Adds a change that can occur once in a request.
     *
     * @param at the field that was changed
     * @param words what was done to it
     */
    void add(String at, String words) {
        counted.put(words, 0);
        remember(at);
    }

    /**
     * Adds a change to one of many tools or parts. The same words are listed once, with a count.
     *
     * @param at the top-level field that holds them
     * @param words what was done
     */
    void each(String at, String words) {
        counted.merge(words, 1, Integer::sum);
        remember(at);
    }

    private void remember(String at) {
        if (field == null) {
            field = at;
        }
    }

    /**
     * The field of the first change.
     *
     * @return its name; null if nothing was changed
     */
    @Nullable
    String field() {
        return field;
    }

    /**
     * All changes, in the order in which they were made.
     *
     * @return in words
     */
    List<String> words() {
        return counted.entrySet().stream()
                .map(change -> change.getValue() == 0
                        ? change.getKey()
                        : "%s (%d)".formatted(change.getKey(), change.getValue()))
                .toList();
    }
}
