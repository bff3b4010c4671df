package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/**
 * Fields that chat completions nest in an object, and that responses have beside the {@code type}. If a field is in
 * both places, the one in the target's place wins.
 *
 * @param at the top-level field that holds them
 * @param what what has these fields, in the plural, for adjustments
 * @param member the name of chat's object
 * @param fields the fields of that object; others are not moved
 */
record WrapperMapping(String at, String what, String member, List<String> fields) {
    WrapperMapping {
        fields = List.copyOf(fields);
    }

    /** Moves the fields and adds that to the changes. */
    void translate(Endpoint target, ObjectNode holder, Adjustments changes) {
        if (move(target, holder, changes)) {
            changes.each(at, what + (target == Endpoint.CHAT ? " sent nested" : " sent flat"));
        }
    }

    /**
     * Moves the fields to the target's place for them.
     *
     * @param target the endpoint
     * @param holder the tool, part or format
     * @param changes takes only what was left out
     * @return true if something was moved
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
        // An object of the same name inside would make the second application change something. No API has that shape.
        if (!(holder.get(member) instanceof ObjectNode nested) || nested.isEmpty() || nested.has(member)) {
            return false;
        }
        holder.remove(member);
        nested.properties().forEach(field -> put(holder, field.getKey(), field.getValue(), changes));
        return true;
    }

    /** Puts a field in the target's place for it, unless it is there already. */
    void put(ObjectNode to, String field, JsonNode value, Adjustments changes) {
        if (to.has(field)) {
            changes.each(at, "doubled fields of %s left out".formatted(what));
        } else {
            to.set(field, value);
        }
    }
}
