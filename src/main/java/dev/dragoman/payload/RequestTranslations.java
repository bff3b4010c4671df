package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** Every translation that applies to any provider, in the order in which they are applied (design section 7). */
final class RequestTranslations {
    private static final List<Translation> TRANSLATIONS = List.of(
            new Tools(),
            new ToolChoice(),
            new NestedFieldMapping("reasoning_effort", "reasoning", "effort", true),
            new NestedFieldMapping("response_format", "text", "format", false),
            new NestedFieldMapping("verbosity", "text", "verbosity", false),
            new JsonSchema(),
            new ContentParts());

    private RequestTranslations() {}

    /** Applies all of them; see {@link Translation#translate}. */
    static void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        TRANSLATIONS.forEach(translation -> translation.translate(target, body, changes));
    }
}
