package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** The tools that the model must use or may use; they are nested or flat as {@link Tools} are. */
final class ToolChoice implements Translation {
    private static final String FIELD = "tool_choice";

    private static final WrapperMapping ALLOWED =
            new WrapperMapping(FIELD, "allowed_tools", "allowed_tools", List.of("mode", "tools"));
    private static final WrapperMapping FUNCTION =
            new WrapperMapping(FIELD, "chosen functions", "function", List.of("name"));
    private static final WrapperMapping CUSTOM =
            new WrapperMapping(FIELD, "chosen custom tools", "custom", List.of("name"));

    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        if (!(body.get(FIELD) instanceof ObjectNode choice)) {
            return;
        }
        if (JsonTrees.type(choice).equals("allowed_tools")) {
            ALLOWED.translate(target, choice, changes);
            String tools = target == Endpoint.CHAT ? "/allowed_tools/tools" : "/tools";
            JsonTrees.objects(choice.at(tools)).forEach(tool -> named(target, tool, changes));
        } else {
            named(target, choice, changes);
        }
    }

    private static void named(Endpoint target, ObjectNode tool, Adjustments changes) {
        switch (JsonTrees.type(tool)) {
            case "function" -> FUNCTION.translate(target, tool, changes);
            case "custom" -> CUSTOM.translate(target, tool, changes);
            default -> {
                // A hosted tool.
            }
        }
    }
}
