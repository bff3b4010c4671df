package dev.dragoman.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the places in a request where the API takes a URL of a file or image: the parts of messages, of tool outputs
 * and of a stored prompt's variables, in either endpoint's words. A fixed path leads to each, so nothing is searched
 * deeply, and a text that only mentions a URL is never looked at.
 */
final class ReferenceSites {
    /** The fields that can name a file, in the order in which they are looked for. */
    static final List<String> FILE_FIELDS = List.of("file_url", "file_data", "url");

    private final List<ReferenceSite> found = new ArrayList<>();

    private ReferenceSites() {}

    /**
     * Finds them.
     *
     * @param body a request to either endpoint
     * @return in the order of the request
     */
    static List<ReferenceSite> in(ObjectNode body) {
        ReferenceSites places = new ReferenceSites();
        places.items(body.path("messages"), "messages");
        places.items(body.path("input"), "input");
        places.parts(body.path("prompt").path("variables"), "prompt.variables");
        return places.found;
    }

    private void items(JsonNode items, String name) {
        for (int i = 0; items.isArray() && i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (item.path("content").isArray()) {
                parts(item.get("content"), name + "[" + i + "].content");
            }
            JsonNode output = item.path("output");
            if (output.isArray()) {
                parts(output, name + "[" + i + "].output");
            } else {
                // What a computer call gives back is one screenshot.
                part(output, name + "[" + i + "].output");
            }
        }
    }

    private void parts(JsonNode parts, String path) {
        int i = 0;
        for (JsonNode part : parts) {
            part(part, path + "[" + i + "]");
            i++;
        }
    }

    private void part(JsonNode node, String path) {
        if (!(node instanceof ObjectNode part)) {
            return;
        }
        switch (part.path("type").asText()) {
            case "input_file" -> file(part, part, path);
            case "file" -> {
                if (part.get("file") instanceof ObjectNode file) {
                    file(part, file, path + ".file");
                }
            }
            case "input_image", "image_url", "computer_screenshot" -> image(part, path + ".image_url");
            default -> {}
        }
    }

    private void file(ObjectNode part, ObjectNode holder, String path) {
        for (String field : FILE_FIELDS) {
            if (holder.path(field).isTextual()) {
                found.add(new ReferenceSite(
                        part,
                        holder,
                        field,
                        false,
                        path + "." + field,
                        holder.get(field).textValue()));
            }
        }
    }

    private void image(ObjectNode part, String path) {
        JsonNode image = part.path("image_url");
        if (image.isTextual()) {
            found.add(new ReferenceSite(part, part, "image_url", true, path, image.textValue()));
        } else if (image instanceof ObjectNode holder && holder.path("url").isTextual()) {
            found.add(new ReferenceSite(
                    part, holder, "url", true, path + ".url", holder.get("url").textValue()));
        }
    }
}
