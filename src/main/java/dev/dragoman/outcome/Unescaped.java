package dev.dragoman.outcome;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as one reads it who takes escapes of URLs, of JSON and of HTML for the characters that they stand for, be it by
 * their numbers in decimal or in hexadecimal digits. Knows where each character stands in the text as it was written.
 *
 * @param text without escapes
 * @param starts where each character stands, and where the text ends; empty if there are no escapes
 */
record Unescaped(String text, int[] starts) implements CharSequence {
    private static final Pattern ESCAPE = Pattern.compile(
            "%([0-9A-Fa-f]{2})|\\\\u([0-9A-Fa-f]{4})|\\\\x([0-9A-Fa-f]{2})|&#x0{0,4}([0-9A-Fa-f]{1,4});|&#0{0,4}([0-9]{1,4});");

    private static final int[] NONE = {};

    /** The text as it was written. */
    static Unescaped of(String written) {
        boolean mayHave = written.indexOf('%') >= 0 || written.indexOf('\\') >= 0 || written.indexOf('&') >= 0;
        Matcher escape = ESCAPE.matcher(mayHave ? written : "");
        if (!escape.find()) {
            return new Unescaped(written, NONE);
        }
        StringBuilder text = new StringBuilder(written.length());
        int[] starts = new int[written.length() + 1];
        int at = 0;
        do {
            for (; at < escape.start(); at++) {
                starts[text.length()] = at;
                text.append(written.charAt(at));
            }
            starts[text.length()] = at;
            text.append(character(escape));
            at = escape.end();
        } while (escape.find());
        for (; at < written.length(); at++) {
            starts[text.length()] = at;
            text.append(written.charAt(at));
        }
        starts[text.length()] = at;
        return new Unescaped(text.toString(), Arrays.copyOf(starts, text.length() + 1));
    }

    private static char character(Matcher escape) {
        for (int group = 1; group <= 4; group++) {
            if (escape.group(group) != null) {
                return (char) Integer.parseInt(escape.group(group), 16);
            }
        }
        return (char) Integer.parseInt(escape.group(5));
    }

    /** Where a character stands in the text as it was written; the text's end stands behind the last. */
    int start(int character) {
        return starts.length == 0 ? character : starts[character];
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int at) {
        return text.charAt(at);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return text.subSequence(from, to);
    }

    @Override
    public String toString() {
        return text;
    }
}
