package dev.dragoman.event;

import java.util.regex.Pattern;

/** Text from outside on a line that is not its own: of a log, of a prompt. */
public final class OneLine {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private OneLine() {}

    /**
     * Keeps a text on one line, so that it can't forge another.
     *
     * @param text an id, a file's name or a model's name, as it came
     * @return the text, with a space for each ASCII control character
     */
    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
