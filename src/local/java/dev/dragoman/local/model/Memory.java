package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The latest two hundred stored responses, for {@code previous_response_id}. */
final class Memory {
    private static final int KEPT = 200;

    private final Map<String, Conversation> stored = new LinkedHashMap<>();

    synchronized Conversation recall(JsonNode request) throws ApiError {
        String id = request.path("previous_response_id").asText("");
        if (id.isEmpty() || id.equals("null")) {
            return Conversation.NEW;
        }
        Conversation before = stored.get(id);
        if (before == null) {
            throw ApiError.invalid(
                    "Previous response with id '" + id + "' not found.",
                    "previous_response_id",
                    "previous_response_not_found");
        }
        return before;
    }

    synchronized void keep(String id, Conversation conversation, Draft draft) {
        stored.put(id, conversation.plus(List.of(new Turn("assistant", List.of(draft.text()))), List.of()));
        if (stored.size() > KEPT) {
            stored.remove(stored.keySet().iterator().next());
        }
    }
}
