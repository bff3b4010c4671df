package dev.dragoman.local.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text as a model's stream does: a few words at a time, without losing a character. */
final class Deltas {
    private static final Pattern WORDS = Pattern.compile("(?s)(?:\\s*\\S+){1,4}\\s*|\\s+");

    private Deltas() {}

    static List<String> of(String text) {
        List<String> deltas = new ArrayList<>();
        Matcher words = WORDS.matcher(text);
        while (words.find()) {
            deltas.add(words.group());
        }
        return deltas;
    }
}
