package dev.dragoman.e2e;

import dev.dragoman.harness.Stack;
import java.util.ArrayList;
import java.util.List;

/**
 * An event of a stream, read as the standard for server-sent events says. Comments are no events.
 *
 * @param name empty if it has none
 * @param data its lines, joined
 * @param id empty if it has none
 */
record WireEvent(String name, String data, String id) {
    static List<WireEvent> read(String stream) {
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        List<WireEvent> events = new ArrayList<>();
        // What no blank line ends was broken off.
        String complete = text.replace("\r\n", "\n");
        int end = complete.lastIndexOf("\n\n");
        for (String block : (end < 0 ? "" : complete.substring(0, end)).split("\n\n+", -1)) {
            WireEvent event = event(block);
            if (!event.data().isEmpty()) {
                events.add(event);
            }
        }
        return events;
    }

    private static WireEvent event(String block) {
        String name = "";
        String id = "";
        List<String> data = new ArrayList<>();
        for (String line : block.split("\n", -1)) {
            String value = line.substring(line.indexOf(':') + 1).replaceFirst("^ ", "");
            if (line.startsWith("data:")) {
                data.add(value);
            } else if (line.startsWith("event:")) {
                name = value;
            } else if (line.startsWith("id:")) {
                id = value;
            }
        }
        return new WireEvent(name, String.join("\n", data), id);
    }

    boolean isDone() {
        return data.strip().equals("[DONE]");
    }

    /** Whether it says that something went wrong: {@code error} of either endpoint, or {@code response.failed}. */
    boolean isError() {
        return !isDone()
                && (name.equals("error")
                        || name.equals("response.failed")
                        || Stack.parse(data).has("error"));
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + ": ") + data + (id.isEmpty() ? "" : " #" + id);
    }
}
