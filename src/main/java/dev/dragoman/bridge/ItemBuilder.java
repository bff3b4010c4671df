package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An item of a response's output that is still being written. */
sealed interface ItemBuilder permits CallBuilder, PartsBuilder {
    /** The item as written so far; fields may be added to it. */
    ObjectNode item();

    /** Ends the item. Nothing can be written to it any more. */
    void close(String status);

    /** Keeps a field that Dragoman does not know. The first value wins. */
    default void addUnknown(String field, JsonNode value) {
        if (!item().has(field)) {
            item().set(field, value.deepCopy());
        }
    }
}
