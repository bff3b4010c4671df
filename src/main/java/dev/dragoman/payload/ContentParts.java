package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;
import java.util.Set;

/** Content that consists of parts: in messages, and in input items that are messages or results of calls. */
final class ContentParts implements Translation {
    private static final List<PartTranslation> KINDS = List.of(new TextPart(), new ImagePart(), new FilePart());
    private static final Set<String> RESULTS = Set.of("function_call_output", "custom_tool_call_output");

    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        for (ObjectNode message : JsonTrees.objects(body.path(target.marker()))) {
            String role = message.path("role").asText("");
            for (ObjectNode part : JsonTrees.objects(content(target, message))) {
                KINDS.forEach(kind -> kind.translate(target, role, part, changes));
            }
        }
    }

    private static JsonNode content(Endpoint target, ObjectNode message) {
        if (target == Endpoint.CHAT
                || !message.has("type")
                || JsonTrees.type(message).equals("message")) {
            return message.path("content");
        }
        // The parts of any other item, such as the model's reasoning, are of other kinds.
        return RESULTS.contains(JsonTrees.type(message)) ? message.path("output") : MissingNode.getInstance();
    }
}
