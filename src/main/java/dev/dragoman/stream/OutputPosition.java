package dev.dragoman.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/**
 * The position of an item, or of a part of an item, in the output of a response.
 *
 * @param itemId the item's {@code id}
 * @param outputIndex the index of the item, from 0
 * @param part the index of the part in the item, from 0; {@link #WHOLE_ITEM} for the item itself
 */
public record OutputPosition(String itemId, int outputIndex, int part) {
    /** In place of the index of a part: the position is that of the item itself, for example of a call. */
    public static final int WHOLE_ITEM = -1;

    /**
     * The position of an item.
     *
     * @param itemId the item's {@code id}
     * @param outputIndex the index of the item, from 0
     */
    public OutputPosition(String itemId, int outputIndex) {
        this(itemId, outputIndex, WHOLE_ITEM);
    }

    /**
     * The position of a part of this item.
     *
     * @param index from 0
     * @return a position in the same item
     */
    public OutputPosition part(int index) {
        return new OutputPosition(itemId, outputIndex, index);
    }

    /** The fields by which an event names the position. */
    ObjectNode json(String indexField) {
        ObjectNode fields = Json.object().put("item_id", itemId).put("output_index", outputIndex);
        return part == WHOLE_ITEM ? fields : fields.put(indexField, part);
    }
}
