package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Turns a whole response into the events of a stream, for a caller that wants a stream of a stored answer.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>
 */
public final class ResponsesEvents {
    private ResponsesEvents() {}

    /**
     * Makes the events. Each text is sent as one piece.
     *
     * @param answer a response; not changed
     * @return from {@code response.created} to the last event, which depends on the answer's status: an unknown status
     *     ends with {@code response.incomplete}
     */
    public static List<ServerSentEvent> of(ObjectNode answer) {
        ResponsesEventWriter events = new ResponsesEventWriter();
        ObjectNode begun = begun(answer);
        events.response("response.created", begun);
        events.response("response.in_progress", begun);
        JsonNode output = answer.path("output");
        for (int i = 0; output.isArray() && i < output.size(); i++) {
            new ReplayedItem(events, i, output.path(i)).write();
        }
        events.response(
                switch (answer.path("status").asText()) {
                    case "completed" -> "response.completed";
                    case "failed" -> "response.failed";
                    default -> "response.incomplete";
                },
                answer);
        return events.take();
    }

    private static ObjectNode begun(ObjectNode answer) {
        ObjectNode begun = answer.deepCopy().put("status", "in_progress");
        begun.putNull("error").putNull("incomplete_details").putNull("usage");
        begun.remove("completed_at");
        begun.putArray("output");
        return begun;
    }
}
