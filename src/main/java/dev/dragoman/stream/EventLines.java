package dev.dragoman.stream;

import org.jspecify.annotations.Nullable;

/** Finds the fields of one event in its lines. */
final class EventLines {
    private EventLines() {}

    /** Reads lines that are joined by a line feed, as WHATWG HTML interprets an event stream. */
    static ServerSentEvent parse(String text) {
        String name = null;
        String first = null;
        StringBuilder joined = null;
        int end;
        for (int start = 0; start <= text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String data = value(text, "data", start, end);
            if (data == null) {
                String event = value(text, "event", start, end);
                name = event == null ? name : event;
            } else if (first == null) {
                first = data;
            } else {
                // Events with several data lines are rare, so only they pay for a buffer.
                joined = joined == null ? new StringBuilder(first) : joined;
                joined.append('\n').append(data);
            }
        }
        String data = joined == null ? first : joined.toString();
        return new ServerSentEvent(text, name == null || name.isEmpty() ? null : name, data);
    }

    /** The value of the line's field; null if the line has another field. */
    private static @Nullable String value(String text, String field, int start, int end) {
        if (!text.startsWith(field, start)) {
            return null;
        }
        int colon = start + field.length();
        if (colon == end) {
            return "";
        }
        if (colon > end || text.charAt(colon) != ':') {
            return null;
        }
        int from = colon + 1;
        return text.substring(from < end && text.charAt(from) == ' ' ? from + 1 : from, end);
    }
}
