package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of a trial: figures for machines, the same in lines for people, and the expectations that were not met. */
public final class Findings {
    private final ObjectNode figures = Json.object();
    private final List<String> lines = new ArrayList<>();
    private final List<String> unmet = new ArrayList<>();

    Findings() {}

    /** A line for the person at the terminal. */
    void say(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }

    /** Notes an expectation that was not met. */
    void expect(boolean met, String format, Object... values) {
        if (!met) {
            unmet.add(String.format(Locale.ROOT, format, values));
        }
    }

    /**
     * The figures.
     *
     * @return a tree to add to
     */
    public ObjectNode figures() {
        return figures;
    }

    /**
     * What to tell.
     *
     * @return lines of plain text
     */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * What should have been otherwise.
     *
     * @return a sentence for each; empty where all is well
     */
    public List<String> unmet() {
        return List.copyOf(unmet);
    }
}
