package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/** Text: chat completions have one type for it; responses have one for input and one for what the model wrote. */
final class TextPart implements PartTranslation {
    @Override
    public void translate(Endpoint target, String role, ObjectNode part, Adjustments changes) {
        String type = JsonTrees.type(part);
        boolean ofResponses = type.equals("input_text") || type.equals("output_text");
        if (target == Endpoint.CHAT && ofResponses) {
            PartTranslation.retype(target, part, "text", changes);
        } else if (target == Endpoint.RESPONSES && type.equals("text")) {
            String sent = role.equals("assistant") ? "output_text" : "input_text";
            PartTranslation.retype(target, part, sent, changes);
        }
    }
}
