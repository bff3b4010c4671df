package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.stream.ResponsesEventWriter;

/** A chat completion, as a response. */
final class ChatToResponsesAnswer {
    private ChatToResponsesAnswer() {}

    /**
     * What is no chat completion, as an error in a 200, is handed on as it is for others to judge.
     *
     * @return a new tree
     */
    static ObjectNode of(ObjectNode answer, ObjectNode request) {
        if (answer.hasNonNull("error") || !answer.path("choices").isArray()) {
            return answer.deepCopy();
        }
        ResponseBuilder response = new ResponseBuilder(new ResponsesEventWriter(), request);
        response.add(numbered(answer.deepCopy()), "message");
        return response.end();
    }

    // A piece of a call says which call it belongs to; in a whole message its place does.
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
