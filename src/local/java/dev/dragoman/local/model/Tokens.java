package dev.dragoman.local.model;

/** A plain approximation: four characters are a token. */
final class Tokens {
    private static final int CHARACTERS = 4;

    private Tokens() {}

    static int of(String text) {
        return (text.length() + CHARACTERS - 1) / CHARACTERS;
    }

    /** The beginning of a text that costs no more than the limit. */
    static String cut(String text, int limit) {
        int end = (int) Math.min(text.length(), (long) Math.max(limit, 0) * CHARACTERS);
        // The text may not end in half a surrogate pair.
        return end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
                ? text.substring(0, end - 1)
                : text.substring(0, end);
    }
}
