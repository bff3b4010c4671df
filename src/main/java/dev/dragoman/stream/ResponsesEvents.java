package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The events in which a whole response would have come, for a caller who wants a stream of an answer that is already
 * there.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>
 */
public final class ResponsesEvents {
    private ResponsesEvents() {}

    /**
     * Makes the events. Each text comes as one piece.
     *
     * @param answer a response; not changed
     * @return from {@code response.created} to the event that its status calls for; an answer whose status is not an
     *     end known today ends as incomplete
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
