package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An item of a response's output that is still being written. */
sealed interface ItemBuilder permits CallBuilder, PartsBuilder {
    /** The item as far as it has got; what is put into it stays in it. */
    ObjectNode item();

    /** Ends the item. Nothing can be written into it any more. */
    void close(String status);

    /** Keeps a field that is not known here. */
    default void carry(String field, JsonNode value) {
        if (!item().has(field)) {
            item().set(field, value.deepCopy());
        }
    }
}
