package dev.dragoman.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads what operators write in files: an unknown member is an error, because a misspelt one would have no effect. Every
 * problem is an {@link IllegalArgumentException} whose message is one clause about the file, with the member's place.
 */
public final class StrictJson {
    private StrictJson() {}

    /**
     * The file's object.
     *
     * @param text the file
     * @param name what the file is called in messages
     * @param known the members that it may have
     * @return its tree
     */
    public static ObjectNode root(String text, String name, String... known) {
        return Json.read(text).match(node -> object(node, name, known), problem -> {
            throw new IllegalArgumentException("is not JSON that can be read: it " + problem);
        });
    }

    /**
     * An object with some members.
     *
     * @param node what has to be one
     * @param at its place
     * @param known the members that it may have
     * @return the object
     */
    public static ObjectNode object(JsonNode node, String at, String... known) {
        ObjectNode object = anyObject(node, at);
        Set<String> names = Set.of(known);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("has the unknown member %s in %s; known are %s"
                        .formatted(shortened(name), at, String.join(", ", known)));
            }
        });
        return object;
    }

    private static String shortened(String name) {
        String line = name.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 64 ? line.substring(0, 64) + "..." : line;
    }

    /**
     * An object with members of any names.
     *
     * @param node what has to be one
     * @param at its place
     * @return the object
     */
    public static ObjectNode anyObject(JsonNode node, String at) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("has no object in " + at);
    }

    /**
     * The elements of an array.
     *
     * @param node what has to be one, or be missing
     * @param at its place
     * @return none if it is missing
     */
    public static List<JsonNode> array(JsonNode node, String at) {
        if (!node.isMissingNode() && !(node instanceof ArrayNode)) {
            throw new IllegalArgumentException("has no array in " + at);
        }
        return IntStream.range(0, node.size()).mapToObj(node::path).toList();
    }

    /**
     * A text.
     *
     * @param node what has to be one
     * @param at its place
     * @return not blank
     */
    public static String text(JsonNode node, String at) {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw new IllegalArgumentException("has no text in " + at);
        }
        return node.textValue();
    }
}
