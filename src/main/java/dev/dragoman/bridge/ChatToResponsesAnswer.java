package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ResponsesEventWriter;

/** Converts a chat completion to a response. */
final class ChatToResponsesAnswer {
    private ChatToResponsesAnswer() {}

    /**
     * Converts an answer. One that is no chat completion, such as an error in a 200, is copied as it is, for the
     * outcome stage to judge.
     *
     * @return a new tree
     */
    static ObjectNode of(ObjectNode answer, ObjectNode request) {
        if (!Json.saysNothing(answer.path("error")) || !answer.path("choices").isArray()) {
            return answer.deepCopy();
        }
        ResponseBuilder response = new ResponseBuilder(new ResponsesEventWriter(), request);
        response.add(numbered(answer.deepCopy()), "message");
        return response.end();
    }

    // A delta of a call has the call's index; in a whole message the position is the index.
    private static ObjectNode numbered(ObjectNode answer) {
        JsonNode calls = answer.path("choices").path(0).path("message").path("tool_calls");
        for (int i = 0; calls.isArray() && i < calls.size(); i++) {
            if (calls.path(i) instanceof ObjectNode call) {
                call.put("index", i);
            }
        }
        return answer;
    }
}
