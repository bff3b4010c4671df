package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code tools} and {@code tool_choice}. Chat wraps a function's fields in {@code function}; responses do not.
 */
final class ToolsReader {
    private final boolean wrapped;

    ToolsReader(boolean wrapped) {
        this.wrapped = wrapped;
    }

    Tools read(JsonNode request) throws ApiError {
        List<Tools.Function> functions = new ArrayList<>();
        List<String> hosted = new ArrayList<>();
        int index = 0;
        for (JsonNode tool : request.path("tools")) {
            String path = "tools[" + index++ + "]";
            String type = Fields.required(tool, "type", path + ".type");
            if (type.equals("function")) {
                functions.add(function(tool, path));
            } else {
                hosted.add(type);
            }
        }
        return choose(request.path("tool_choice"), functions, hosted);
    }

    private Tools.Function function(JsonNode tool, String path) throws ApiError {
        JsonNode fields = wrapped ? tool.path("function") : tool;
        String name = Fields.required(fields, "name", path + (wrapped ? ".function.name" : ".name"));
        return new Tools.Function(name, fields.path("parameters"));
    }

    private Tools choose(JsonNode choice, List<Tools.Function> functions, List<String> hosted) throws ApiError {
        if (choice.path("type").asText("").equals("allowed_tools")) {
            return allowed(wrapped ? choice.path("allowed_tools") : choice, functions, hosted);
        }
        if (!choice.isObject() || !choice.path("type").asText("").equals("function")) {
            String word = choice.asText("auto");
            return new Tools(functions, hosted, word.isEmpty() || word.equals("null") ? "auto" : word, null);
        }
        JsonNode fields = wrapped ? choice.path("function") : choice;
        String name = Fields.required(fields, "name", wrapped ? "tool_choice.function.name" : "tool_choice.name");
        if (functions.stream().noneMatch(function -> function.name().equals(name))) {
            throw ApiError.invalid("Tool choice '" + name + "' not found in 'tools'.", "tool_choice", null);
        }
        return new Tools(functions, hosted, "named", name);
    }

    // Only these tools may be used. The others stay in the request to keep the provider's cache valid.
    private Tools allowed(JsonNode choice, List<Tools.Function> functions, List<String> hosted) throws ApiError {
        List<Tools.Function> allowed = new ArrayList<>();
        for (JsonNode tool : choice.path("tools")) {
            String name = (wrapped ? tool.path("function") : tool).path("name").asText("");
            functions.stream().filter(each -> each.name().equals(name)).forEach(allowed::add);
        }
        if (allowed.isEmpty() && !functions.isEmpty()) {
            throw ApiError.invalid("None of the allowed tools was found in 'tools'.", "tool_choice", null);
        }
        return new Tools(allowed, hosted, choice.path("mode").asText("auto"), null);
    }
}
