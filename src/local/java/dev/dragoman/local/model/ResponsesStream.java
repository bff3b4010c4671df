package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The server-sent events of a response. */
final class ResponsesStream {
    private final Responses responses;
    private final Draft draft;
    private final Prompt prompt;
    private final List<String> events = new ArrayList<>();

    ResponsesStream(Responses responses, Draft draft, Prompt prompt) {
        this.responses = responses;
        this.draft = draft;
        this.prompt = prompt;
    }

    List<String> events() {
        whole("response.created", responses.begun(draft, prompt));
        whole("response.in_progress", responses.begun(draft, prompt));
        if (draft.call() == null) {
            message();
        } else {
            call(draft.call());
        }
        // The terminal event is named after the status: response.completed, .incomplete or .failed.
        whole("response." + draft.finish().status, responses.ended(draft, prompt));
        return events;
    }

    private void message() {
        ObjectNode begun = Responses.item(draft).put("status", "in_progress");
        begun.putArray("content");
        item("response.output_item.added", begun);
        emit("response.content_part.added", place().set("part", Responses.part(draft, "")));
        boolean refusal = draft.finish() == Draft.Finish.REFUSAL;
        String kind = refusal ? "response.refusal" : "response.output_text";
        for (String delta : Deltas.of(draft.text())) {
            emit(kind + ".delta", place().put("delta", delta));
        }
        if (draft.finish() == Draft.Finish.FAILED) {
            return;
        }
        emit(kind + ".done", place().put(refusal ? "refusal" : "text", draft.text()));
        emit("response.content_part.done", place().set("part", Responses.part(draft, draft.text())));
        item("response.output_item.done", Responses.item(draft));
    }

    private void call(Tools.Call call) {
        item(
                "response.output_item.added",
                Responses.item(draft).put("status", "in_progress").put("arguments", ""));
        for (String delta : Deltas.of(call.arguments())) {
            emit("response.function_call_arguments.delta", placeOfItem().put("delta", delta));
        }
        emit("response.function_call_arguments.done", placeOfItem().put("arguments", call.arguments()));
        item("response.output_item.done", Responses.item(draft));
    }

    private ObjectNode place() {
        return placeOfItem().put("content_index", 0);
    }

    private ObjectNode placeOfItem() {
        return Json.object().put("item_id", Responses.itemId(draft)).put("output_index", 0);
    }

    private void item(String type, ObjectNode item) {
        emit(type, Json.object().put("output_index", 0).set("item", item));
    }

    private void whole(String type, ObjectNode response) {
        emit(type, Json.object().set("response", response));
    }

    private void emit(String type, JsonNode content) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", events.size());
        event.setAll((ObjectNode) content);
        events.add("event: " + type + "\ndata: " + Json.text(event) + "\n\n");
    }
}
