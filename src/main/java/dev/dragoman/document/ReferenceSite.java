package dev.dragoman.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a request where the API takes a file or an image by URL. Knows the shapes of content parts on both
 * endpoints: where a URL can stand, and how a part changes if a document replaces the URL.
 *
 * @param part the content part; {@code put…} methods change it
 * @param holder the object that has the field: the part, or an object inside it
 * @param field the field's name in the holder
 * @param image true if only an image is taken here
 * @param path such as {@code input[0].content[1].file_url}: indexes and the API's own names only
 * @param url the field's text
 */
record ReferenceSite(ObjectNode part, ObjectNode holder, String field, boolean image, String path, String url) {
    /** The fields that can name a file, in the order in which they are looked for. */
    private static final List<String> FILE_FIELDS = List.of("file_url", "file_data", "url");

    /**
     * Finds every site: the parts of messages, of tool outputs and of a stored prompt's variables, in either endpoint's
     * field names. Each is at a fixed path, so there is no deep search, and a text that only mentions a URL is never
     * looked at.
     *
     * @param body a request to either endpoint
     * @return in the order of the request
     */
    static List<ReferenceSite> in(ObjectNode body) {
        List<ReferenceSite> found = new ArrayList<>();
        items(body.path("messages"), "messages", found);
        items(body.path("input"), "input", found);
        parts(body.path("prompt").path("variables"), "prompt.variables", found);
        return found;
    }

    private static void items(JsonNode items, String name, List<ReferenceSite> found) {
        for (int i = 0; items.isArray() && i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (item.path("content").isArray()) {
                parts(item.get("content"), name + "[" + i + "].content", found);
            }
            JsonNode output = item.path("output");
            if (output.isArray()) {
                parts(output, name + "[" + i + "].output", found);
            } else {
                // The output of a computer call is a single screenshot.
                part(output, name + "[" + i + "].output", found);
            }
        }
    }

    private static void parts(JsonNode parts, String path, List<ReferenceSite> found) {
        int i = 0;
        for (JsonNode part : parts) {
            part(part, path + "[" + i + "]", found);
            i++;
        }
    }

    private static void part(JsonNode node, String path, List<ReferenceSite> found) {
        if (!(node instanceof ObjectNode part)) {
            return;
        }
        switch (part.path("type").asText()) {
            case "input_file" -> file(part, part, path, found);
            case "file" -> {
                if (part.get("file") instanceof ObjectNode file) {
                    file(part, file, path + ".file", found);
                }
            }
            case "input_image", "image_url", "computer_screenshot" -> image(part, path + ".image_url", found);
            default -> {}
        }
    }

    private static void file(ObjectNode part, ObjectNode holder, String path, List<ReferenceSite> found) {
        for (String field : FILE_FIELDS) {
            if (holder.path(field).isTextual()) {
                String url = holder.get(field).textValue();
                found.add(new ReferenceSite(part, holder, field, false, path + "." + field, url));
            }
        }
    }

    private static void image(ObjectNode part, String path, List<ReferenceSite> found) {
        JsonNode image = part.path("image_url");
        if (image.isTextual()) {
            found.add(new ReferenceSite(part, part, "image_url", true, path, image.textValue()));
        } else if (image instanceof ObjectNode holder && holder.path("url").isTextual()) {
            String url = holder.get("url").textValue();
            found.add(new ReferenceSite(part, holder, "url", true, path + ".url", url));
        }
    }

    /** The subject of a problem with this reference. */
    ErrorSubject subject() {
        return ErrorSubject.reference(path);
    }

    /** Whether the file is given in two fields. To resolve one of them would drop the other. */
    boolean isAmbiguous() {
        return !image && FILE_FIELDS.stream().filter(holder::hasNonNull).count() > 1;
    }

    /** Puts a file under the given field in place of the URL. */
    void putFile(String fileField, String value) {
        if (!field.equals(fileField)) {
            holder.remove(field);
        }
        holder.put(fileField, value);
    }

    /** Names the file, unless the caller did. */
    void putFileNameIfAbsent(String name) {
        if (!holder.path("filename").isTextual()) {
            holder.put("filename", name);
        }
    }

    /**
     * Puts an image in place of the URL; a file part becomes an image part.
     *
     * @return what else had to change, as the rest of an adjustment; may be empty
     */
    String putImage(String imageUrl) {
        if (image) {
            holder.put(field, imageUrl);
            return "";
        }
        String alsoChanged = removeFile();
        if (isResponsesPart()) {
            part.put("image_url", imageUrl).put("type", "input_image");
        } else {
            holder.put("url", imageUrl);
            part.remove("file");
            part.set("image_url", holder);
            part.put("type", "image_url");
        }
        return alsoChanged;
    }

    /**
     * Puts text in place of the URL; the file part becomes a text part.
     *
     * @return what else had to change, as the rest of an adjustment; may be empty
     */
    String putText(String text) {
        String alsoChanged = removeFile();
        if (isResponsesPart()) {
            part.put("type", "input_text");
        } else {
            part.remove("file");
            part.setAll(holder);
            part.put("type", "text");
        }
        part.put("text", text);
        return alsoChanged;
    }

    // Text and images have no file name; a provider refuses one there.
    private String removeFile() {
        boolean named = holder.remove("filename") != null;
        holder.remove(field);
        return named ? ", filename left out" : "";
    }

    private boolean isResponsesPart() {
        return !part.path("type").asText().equals("file");
    }
}
