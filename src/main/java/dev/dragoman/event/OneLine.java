package dev.dragoman.event;

import java.util.regex.Pattern;

/** Makes text from outside safe to put into a log line or a line of a prompt. */
public final class OneLine {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private OneLine() {}

    /**
     * Keeps a text on one line, so that it can't forge another line.
     *
     * @param text an id, a file's name or a model's name, as it came
     * @return the text, with a space for each ASCII control character
     */
    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
