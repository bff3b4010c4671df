package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/** A translation of one kind of content part. The rules of {@link Translation} apply here too. */
@FunctionalInterface
interface PartTranslation {
    /**
     * Translates a part, if it is of this kind.
     *
     * @param target the endpoint that it is sent to
     * @param role the message's role; empty if there is none
     * @param part the part, changed in place
     * @param changes takes what was changed
     */
    void translate(Endpoint target, String role, ObjectNode part, Adjustments changes);

    /** Gives a part another type and adds that to the changes. */
    static void retype(Endpoint target, ObjectNode part, String type, Adjustments changes) {
        changes.each(target.marker(), "%s parts sent as %s".formatted(JsonTrees.type(part), type));
        part.put("type", type);
    }
}
