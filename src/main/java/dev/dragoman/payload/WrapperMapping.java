package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/**
 * Fields that chat completions have in an object of their own, and responses beside the {@code type}. Where a field is in
 * both places, the one where the target has it wins.
 *
 * @param at the top-level field that they stand in
 * @param what what has them, in the plural
 * @param member the name of chat's object
 * @param fields what belongs into it; other fields stay where they are
 */
record WrapperMapping(String at, String what, String member, List<String> fields) {
    WrapperMapping {
        fields = List.copyOf(fields);
    }

    /** Moves the fields and says so. */
    void translate(Endpoint target, ObjectNode holder, Adjustments changes) {
        if (move(target, holder, changes)) {
            changes.each(at, what + (target == Endpoint.CHAT ? " sent nested" : " sent flat"));
        }
    }

    /**
     * Moves the fields to where the target has them.
     *
     * @param target the endpoint
     * @param holder what has them
     * @param changes takes only what was left out
     * @return whether something was moved
     */
    boolean move(Endpoint target, ObjectNode holder, Adjustments changes) {
        return target == Endpoint.CHAT ? nest(holder, changes) : flatten(holder, changes);
    }

    private boolean nest(ObjectNode holder, Adjustments changes) {
        List<String> flat = fields.stream().filter(holder::has).toList();
        JsonNode there = holder.get(member);
        if (flat.isEmpty() || (there != null && !there.isObject())) {
            return false;
        }
        ObjectNode nested = there instanceof ObjectNode object ? object : holder.putObject(member);
        flat.forEach(field -> put(nested, field, holder.remove(field), changes));
        return true;
    }

    private boolean flatten(ObjectNode holder, Adjustments changes) {
        // With an object of the same name inside, it would have to be flattened again: not a shape that any API has.
        if (!(holder.get(member) instanceof ObjectNode nested) || nested.isEmpty() || nested.has(member)) {
            return false;
        }
        holder.remove(member);
        nested.properties().forEach(field -> put(holder, field.getKey(), field.getValue(), changes));
        return true;
    }

    /** Puts a field where the target has it, unless it is there already. */
    void put(ObjectNode to, String field, JsonNode value, Adjustments changes) {
        if (to.has(field)) {
            changes.each(at, "doubled fields of %s left out".formatted(what));
        } else {
            to.set(field, value);
        }
    }
}
