package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.stream.ServerSentEvent.Role;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a response from its events. The last event carries the whole answer. Until then only the output items are
 * accumulated: those that are done, and the text of messages that are not.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events of responses</a>
 */
public final class ResponsesAccumulator implements StreamAccumulator {
    private static final Set<String> WRITTEN = Set.of(
            "response.output_text.delta",
            "response.refusal.delta",
            "response.reasoning_text.delta",
            "response.reasoning_summary_text.delta",
            "response.function_call_arguments.delta",
            "response.custom_tool_call_input.delta",
            "response.mcp_call_arguments.delta",
            "response.code_interpreter_call_code.delta");

    private ObjectNode response = Json.object().put("object", "response").put("status", "in_progress");
    private final Map<Integer, OutputItemAccumulator> output = new TreeMap<>();
    private @Nullable ObjectNode error;
    private boolean begun;
    private boolean ended;
    private long charactersWritten;

    /** Starts without any event. */
    public ResponsesAccumulator() {}

    @Override
    public Role add(ServerSentEvent event) {
        if (ended || event.data() == null) {
            return Role.PING;
        }
        JsonNode json = event.json();
        String type = json == null ? "" : json.path("type").asText(event.name() == null ? "" : event.name());
        JsonNode problem = StreamError.of(event, json);
        if (problem != null) {
            error = error == null ? StreamError.envelope(problem) : error;
            return Role.ERROR;
        }
        if (json instanceof ObjectNode content) {
            add(type, content);
            Role role = StreamError.isEmpty(content) ? Role.PING : Role.ofType(type);
            begun |= role.begins() && !type.isBlank();
            return role;
        }
        // Some servers send chat completions' last event after a response's own, or in place of it: it says nothing
        // here.
        return event.role() == Role.PING || event.isDone() ? Role.PING : Role.PIECE;
    }

    private void add(String type, ObjectNode event) {
        if (WRITTEN.contains(type)) {
            charactersWritten += event.path("delta").asText("").length();
        }
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> begin(event.path("response"));
            case "response.completed", "response.incomplete", "response.failed" ->
                end(event.path("response"), type.substring("response.".length()));
            case "response.output_item.added" -> item(event).begin(event.path("item"));
            case "response.output_item.done" -> item(event).end(event.path("item"));
            case "response.content_part.added", "response.content_part.done" ->
                item(event).part(event, event.path("part"));
            case "response.output_text.delta" -> item(event).text(event, "output_text", "text");
            case "response.refusal.delta" -> item(event).text(event, "refusal", "refusal");
            default -> {}
        }
    }

    private OutputItemAccumulator item(ObjectNode event) {
        return output.computeIfAbsent(event.path("output_index").asInt(0), any -> new OutputItemAccumulator());
    }

    private void begin(JsonNode begun) {
        if (begun instanceof ObjectNode object) {
            response = Json.object().setAll(object);
        }
    }

    // Some servers leave the output, or the whole response, out of the last event: then what was accumulated counts.
    private void end(JsonNode whole, String status) {
        JsonNode items = whole.path("output").isEmpty() ? answer().path("output") : whole.path("output");
        if (whole.isObject()) {
            begin(whole);
        } else {
            response.put("status", status);
        }
        response.set("output", items);
        output.clear();
        ended = true;
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isWhole() {
        return ended;
    }

    @Override
    public @Nullable ObjectNode error() {
        return error == null ? null : error.deepCopy();
    }

    @Override
    public ObjectNode answer() {
        ObjectNode answer = Json.object().setAll(response);
        if (!ended) {
            ArrayNode items = answer.putArray("output");
            output.values().forEach(item -> item.addTo(items));
        }
        return answer;
    }

    @Override
    public long weight() {
        return JsonWeight.of(response)
                + output.values().stream()
                        .mapToLong(OutputItemAccumulator::weight)
                        .sum();
    }

    @Override
    public long charactersWritten() {
        return charactersWritten;
    }
}
