package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/**
 * Images: chat completions have the URL in an object, responses as a string. An image that has only a {@code file_id}
 * can't be expressed for chat completions and is left as it is.
 */
final class ImagePart implements PartTranslation {
    private static final String URL = "image_url";

    @Override
    public void translate(Endpoint target, String role, ObjectNode part, Adjustments changes) {
        String type = JsonTrees.type(part);
        WrapperMapping details = new WrapperMapping(target.marker(), "image parts", URL, List.of("detail"));
        if (target == Endpoint.CHAT && type.equals("input_image")) {
            toChat(details, part, changes);
        } else if (target == Endpoint.RESPONSES && type.equals(URL)) {
            toResponses(details, part, changes);
        }
    }

    private static void toChat(WrapperMapping details, ObjectNode part, Adjustments changes) {
        JsonNode url = part.path(URL);
        if (url.isTextual()) {
            part.putObject(URL).set("url", url);
        }
        if (part.path(URL).isObject()) {
            details.move(Endpoint.CHAT, part, changes);
            PartTranslation.retype(Endpoint.CHAT, part, URL, changes);
        }
    }

    private static void toResponses(WrapperMapping details, ObjectNode part, Adjustments changes) {
        if (part.get(URL) instanceof ObjectNode image && image.path("url").isTextual()) {
            part.set(URL, image.remove("url"));
            image.properties().forEach(field -> details.put(part, field.getKey(), field.getValue(), changes));
        }
        if (part.path(URL).isTextual()) {
            PartTranslation.retype(Endpoint.RESPONSES, part, "input_image", changes);
        }
    }
}
