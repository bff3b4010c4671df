package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A place in a request where the API takes a file or an image by URL, with the text that stands there.
 *
 * @param part the content part
 * @param holder the object that has the field: the part, or the object inside it
 * @param field the field's name in the holder
 * @param image true where only an image can stand
 * @param path where it is, as {@code input[0].content[1].file_url}: indexes and the API's own names only
 * @param url the text
 */
record ReferenceSite(ObjectNode part, ObjectNode holder, String field, boolean image, String path, String url) {
    /** Whether the part is in the words of the Responses API. */
    boolean isResponsesPart() {
        return !part.path("type").asText().equals("file");
    }
}
