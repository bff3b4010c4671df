package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * A top-level field of chat completions that is a member of an object of responses.
 *
 * @param field chat's name for it
 * @param holder the object of responses
 * @param member its name there
 * @param isKnownToChat whether some servers of chat completions know the object too. They refuse it beside the field, so it
 *     is taken apart only if the member is all that it has
 * @see <a href="https://platform.openai.com/docs/guides/migrate-to-responses">Migrate to the Responses API</a>
 */
record NestedFieldMapping(String field, String holder, String member, boolean isKnownToChat) implements Translation {
    @Override
    public void translate(Endpoint target, ObjectNode body, Adjustments changes) {
        if (target == Endpoint.CHAT) {
            unfold(body, changes);
        } else {
            fold(body, changes);
        }
    }

    private void unfold(ObjectNode body, Adjustments changes) {
        if (!(body.get(holder) instanceof ObjectNode object) || !object.has(member)) {
            return;
        }
        if (isKnownToChat && object.size() > 1) {
            return;
        }
        JsonNode value = object.remove(member);
        if (object.isEmpty()) {
            body.remove(holder);
        }
        put(body, field, value, path(), field, changes);
    }

    private void fold(ObjectNode body, Adjustments changes) {
        JsonNode there = body.get(holder);
        boolean otherType = there != null && !there.isNull() && !there.isObject();
        if (!body.has(field) || otherType) {
            return;
        }
        JsonNode value = body.remove(field);
        ObjectNode object = there instanceof ObjectNode known ? known : body.putObject(holder);
        put(object, member, value, field, path(), changes);
    }

    private String path() {
        return holder + "." + member;
    }

    /** Puts a value under its new name, unless that has a value already; a JSON null is none. */
    static void put(ObjectNode to, String name, JsonNode value, String from, String path, Adjustments changes) {
        if (to.hasNonNull(name)) {
            changes.add(from, "%s left out, %s is there".formatted(from, path));
        } else {
            to.set(name, value);
            changes.add(from, "%s sent as %s".formatted(from, path));
        }
    }
}
