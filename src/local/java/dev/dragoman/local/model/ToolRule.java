package dev.dragoman.local.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a function is called: always if {@code tool_choice} is {@code required} or names one, never if it is
 * {@code none}. Otherwise it is called if the user's latest message has a question mark and the conversation has no
 * tool's result yet. The function is the named one, or the first.
 */
final class ToolRule {
    private ToolRule() {}

    static Tools.@Nullable Call decide(Prompt prompt, Conversation conversation) {
        List<Tools.Function> functions = prompt.tools().functions();
        if (functions.isEmpty() || !due(prompt.tools().choice(), conversation)) {
            return null;
        }
        String named = prompt.tools().named();
        Tools.Function function = functions.stream()
                .filter(each -> each.name().equals(named))
                .findFirst()
                .orElse(functions.get(0));
        return new Tools.Call(function.name(), new SchemaFiller(conversation.question()).fill(function.parameters()));
    }

    private static boolean due(String choice, Conversation conversation) {
        return switch (choice) {
            case "required", "named" -> true;
            case "none" -> false;
            default ->
                conversation.question().contains("?")
                        && conversation.turns().stream().noneMatch(turn -> turn.is("tool"));
        };
    }
}
