package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** Functions and custom tools: nested for chat completions, flat for responses. Any other tool goes as it came. */
final class Tools implements Translation {
    private static final String FIELD = "tools";

    private static final Nesting FUNCTION =
            new Nesting(FIELD, "function tools", "function", List.of("name", "description", "parameters", "strict"));
    private static final Nesting CUSTOM =
            new Nesting(FIELD, "custom tools", "custom", List.of("name", "description", "format"));
    private static final Nesting GRAMMAR =
            new Nesting(FIELD, "grammars of custom tools", "grammar", List.of("definition", "syntax"));

    @Override
    public void translate(Endpoint target, ObjectNode body, Changes changes) {
        for (ObjectNode tool : Trees.objects(body.path(FIELD))) {
            switch (Trees.type(tool)) {
                case "function" -> FUNCTION.translate(target, tool, changes);
                case "custom" -> custom(target, tool, changes);
                default -> {
                    // Hosted tools, and those of tomorrow.
                }
            }
        }
    }

    private static void custom(Endpoint target, ObjectNode tool, Changes changes) {
        CUSTOM.translate(target, tool, changes);
        if (tool.at(target == Endpoint.CHAT ? "/custom/format" : "/format") instanceof ObjectNode format
                && Trees.type(format).equals("grammar")) {
            GRAMMAR.translate(target, format, changes);
        }
    }
}
