package dev.dragoman.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/**
 * Where in the output of a response something happens.
 *
 * @param itemId the item's {@code id}
 * @param outputIndex the item's place, from 0
 * @param part the part's place in the item, from 0; {@link #WHOLE_ITEM} where the item has no parts
 */
public record OutputPosition(String itemId, int outputIndex, int part) {
    /** The place of an item that is no sequence of parts, as a call. */
    public static final int WHOLE_ITEM = -1;

    /**
     * The place of an item.
     *
     * @param itemId the item's {@code id}
     * @param outputIndex the item's place, from 0
     */
    public OutputPosition(String itemId, int outputIndex) {
        this(itemId, outputIndex, WHOLE_ITEM);
    }

    /**
     * The place of a part of this item.
     *
     * @param index from 0
     * @return a place in the same item
     */
    public OutputPosition part(int index) {
        return new OutputPosition(itemId, outputIndex, index);
    }

    /** The fields by which an event names the place. */
    ObjectNode json(String indexField) {
        ObjectNode fields = Json.object().put("item_id", itemId).put("output_index", outputIndex);
        return part == WHOLE_ITEM ? fields : fields.put(indexField, part);
    }
}
