package dev.dragoman.event;

/** Makes text from outside safe to put into a log line or a line of a prompt. */
public final class OneLine {
    private OneLine() {}

    /**
     * Keeps a text on one line, so that it can't forge another line.
     *
     * @param text an id, a file's name or a model's name, as it came
     * @return the text, with a space for each ASCII control character
     */
    public static String of(String text) {
        StringBuilder cleaned = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F) {
                cleaned = cleaned == null ? new StringBuilder(text) : cleaned;
                cleaned.setCharAt(i, ' ');
            }
        }
        return cleaned == null ? text : cleaned.toString();
    }
}
