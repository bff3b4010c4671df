package dev.dragoman.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What came back to a caller, by whichever way.
 *
 * @param verdict an HTTP status, or an answer's outcome
 * @param response the provider's answer; of a stream, what its events add up to; missing where there is none
 * @param error the fields of the error; missing where there is an answer
 * @param adjusted what the caller is told that was changed
 * @param events the data of a stream's events; empty where the answer came whole
 */
record Came(String verdict, JsonNode response, JsonNode error, List<String> adjusted, List<String> events) {
    /** From an answer, as a queue and an invocation get it. */
    static Came answer(JsonNode answer) {
        List<String> adjusted = new ArrayList<>();
        answer.at("/receipt/adjustments").forEach(each -> adjusted.add(each.textValue()));
        return new Came(
                answer.path("outcome").textValue(), answer.path("response"), answer.path("error"), adjusted, List.of());
    }

    /** From a whole HTTP response. */
    static Came whole(int status, List<String> adjusted, String body) {
        JsonNode json = Stack.parse(body);
        JsonNode none = MissingNode.getInstance();
        boolean failed = status != 200;
        return new Came(
                Integer.toString(status),
                failed ? none : json,
                failed ? json.path("error") : none,
                adjusted,
                List.of());
    }

    /** From a stream. */
    static Came stream(List<String> adjusted, List<String> events) {
        JsonNode last = events.isEmpty() || events.get(events.size() - 1).equals("[DONE]")
                ? completion(events)
                : Stack.parse(events.get(events.size() - 1)).path("response");
        return new Came("200", last, MissingNode.getInstance(), adjusted, events);
    }

    private static JsonNode completion(List<String> events) {
        StringBuilder content = new StringBuilder();
        String reason = "";
        for (String event : events.subList(0, Math.max(0, events.size() - 1))) {
            JsonNode choice = Stack.parse(event).at("/choices/0");
            content.append(choice.at("/delta/content").asText(""));
            reason = choice.path("finish_reason").isTextual()
                    ? choice.path("finish_reason").textValue()
                    : reason;
        }
        var completion = Json.object();
        var choice = completion.putArray("choices").addObject().put("finish_reason", reason);
        choice.putObject("message").put("content", content.toString());
        return completion;
    }
}
