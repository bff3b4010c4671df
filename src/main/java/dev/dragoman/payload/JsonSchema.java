package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/** The schema inside a format of structured output. A {@link NestedFieldMapping} has moved the format itself before. */
final class JsonSchema implements Translation {
    private static final WrapperMapping CHAT = nesting("response_format");
    private static final WrapperMapping RESPONSES = nesting("text.format");

    private static WrapperMapping nesting(String at) {
        return new WrapperMapping(
                at, "json_schema formats", "json_schema", List.of("name", "description", "schema", "strict"));
    }

    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        boolean chat = target == Endpoint.CHAT;
        if (body.at(chat ? "/response_format" : "/text/format") instanceof ObjectNode format
                && JsonTrees.type(format).equals("json_schema")) {
            (chat ? CHAT : RESPONSES).translate(target, format, changes);
        }
    }
}
