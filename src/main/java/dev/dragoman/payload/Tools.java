package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** Functions and custom tools: nested for chat completions, flat for responses. Any other tool is left as it is. */
final class Tools implements Translation {
    private static final String FIELD = "tools";

    private static final WrapperMapping FUNCTION = new WrapperMapping(
            FIELD, "function tools", "function", List.of("name", "description", "parameters", "strict"));
    private static final WrapperMapping CUSTOM =
            new WrapperMapping(FIELD, "custom tools", "custom", List.of("name", "description", "format"));
    private static final WrapperMapping GRAMMAR =
            new WrapperMapping(FIELD, "grammars of custom tools", "grammar", List.of("definition", "syntax"));

    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        for (ObjectNode tool : JsonTrees.objects(body.path(FIELD))) {
            switch (JsonTrees.type(tool)) {
                case "function" -> FUNCTION.translate(target, tool, changes);
                case "custom" -> custom(target, tool, changes);
                default -> {
                    // Hosted tools, and types that are not known yet.
                }
            }
        }
    }

    private static void custom(Endpoint target, ObjectNode tool, Adjustments changes) {
        CUSTOM.translate(target, tool, changes);
        if (tool.at(target == Endpoint.CHAT ? "/custom/format" : "/format") instanceof ObjectNode format
                && JsonTrees.type(format).equals("grammar")) {
            GRAMMAR.translate(target, format, changes);
        }
    }
}
