package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/** One kind of content part, as an endpoint takes it. What {@link Translation} says of other things holds here too. */
@FunctionalInterface
interface PartTranslation {
    /**
     * Translates a part, if it is of this kind.
     *
     * @param target the endpoint that it goes to
     * @param role who says it; empty where nobody is named
     * @param part the part, changed in place
     * @param changes takes what was changed
     */
    void translate(Endpoint target, String role, ObjectNode part, Adjustments changes);

    /** Gives a part another type and says so. */
    static void retype(Endpoint target, ObjectNode part, String type, Adjustments changes) {
        changes.each(target.marker(), "%s parts sent as %s".formatted(JsonTrees.type(part), type));
        part.put("type", type);
    }
}
