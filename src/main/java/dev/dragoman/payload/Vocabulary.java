package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** Every translation that holds for any provider, in the order in which they are made (design section 7). */
final class Vocabulary {
    private static final List<Translation> TRANSLATIONS = List.of(
            new Tools(),
            new ToolChoice(),
            new Folding("reasoning_effort", "reasoning", "effort"),
            new Folding("response_format", "text", "format"),
            new Folding("verbosity", "text", "verbosity"),
            new JsonSchema(),
            new Parts());

    private Vocabulary() {}

    /** Puts a request into an endpoint's words; see {@link Translation#translate}. */
    static void translate(Endpoint target, ObjectNode body, Changes changes) {
        TRANSLATIONS.forEach(translation -> translation.translate(target, body, changes));
    }
}
