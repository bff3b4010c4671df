package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of a trial: its figures as JSON, the same as lines of text, and the expectations that were not met. */
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

    /** Takes over lines and expectations of a part of the trial. Its figures are of no interest. */
    void add(Findings part) {
        lines.addAll(part.lines);
        unmet.addAll(part.unmet);
    }

    /** Takes over what a part of the trial found; its figures under a name. */
    void add(String name, Findings part) {
        add(part);
        figures.set(name, part.figures);
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
     * The text for the person at the terminal.
     *
     * @return lines of plain text
     */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * The expectations that were not met.
     *
     * @return a sentence for each; empty where all is well
     */
    public List<String> unmet() {
        return List.copyOf(unmet);
    }
}
