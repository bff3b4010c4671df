package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;

/** Responses. */
final class Responses implements Dialect {
    private static final List<String> ECHOED = List.of(
            "instructions",
            "max_output_tokens",
            "metadata",
            "previous_response_id",
            "reasoning",
            "text",
            "tool_choice",
            "tools",
            "user");

    @Override
    public Prompt read(JsonNode request) throws ApiError {
        return ResponsesReader.read(request);
    }

    @Override
    public String id(Draft draft) {
        return "resp_" + draft.id();
    }

    @Override
    public boolean stores(Prompt prompt) {
        return prompt.request().path("store").asBoolean(true);
    }

    @Override
    public HttpAnswer write(Draft draft, Prompt prompt) {
        return prompt.stream()
                ? HttpAnswer.stream(new ResponsesStream(this, draft, prompt).events())
                : HttpAnswer.json(200, ended(draft, prompt));
    }

    // "error" of the Responses streaming reference: its fields are not wrapped.
    @Override
    public String error(ApiError error, int place) {
        ObjectNode fields = (ObjectNode) error.json().path("error");
        ObjectNode event = Json.object().put("type", "error").put("sequence_number", place);
        fields.remove("type");
        event.setAll(fields);
        return "event: error\ndata: " + Json.text(event) + "\n\n";
    }

    /** The response before anything has been written. */
    ObjectNode begun(Draft draft, Prompt prompt) {
        ObjectNode response = Json.object()
                .put("id", id(draft))
                .put("object", "response")
                .put("created_at", draft.made().getEpochSecond())
                .put("status", "in_progress")
                .put("background", false)
                .put("model", prompt.model())
                .put("parallel_tool_calls", true)
                .put("service_tier", "default")
                .put("store", stores(prompt))
                .put("system_fingerprint", FINGERPRINT)
                .put("temperature", 1)
                .put("top_p", 1)
                .put("truncation", "disabled");
        response.putNull("error").putNull("incomplete_details").putNull("usage");
        response.putArray("output");
        defaults(response);
        for (String field : ECHOED) {
            if (prompt.request().has(field)) {
                response.set(field, prompt.request().path(field));
            }
        }
        return response;
    }

    private static void defaults(ObjectNode response) {
        response.putNull("instructions").putNull("max_output_tokens").putNull("previous_response_id");
        response.putObject("metadata");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.putObject("text").putObject("format").put("type", "text");
        response.put("tool_choice", "auto").putArray("tools");
    }

    /** The response at its end. */
    ObjectNode ended(Draft draft, Prompt prompt) {
        ObjectNode response = begun(draft, prompt).put("status", draft.finish().status);
        String detail = draft.finish().detail();
        if (detail != null) {
            response.putObject("incomplete_details").put("reason", detail);
        }
        if (draft.finish() == Draft.Finish.FAILED) {
            response.putObject("error")
                    .put("code", "server_error")
                    .put("message", "The model failed to generate a response.");
            return response;
        }
        response.putArray("output").add(item(draft));
        response.set("usage", usage(draft.usage()));
        return response;
    }

    /** The one item of the output: a message or a function call. */
    static ObjectNode item(Draft draft) {
        String status = draft.finish().status;
        if (draft.call() != null) {
            return Json.object()
                    .put("id", itemId(draft))
                    .put("type", "function_call")
                    .put("status", status)
                    .put("call_id", Chat.callId(draft))
                    .put("name", draft.call().name())
                    .put("arguments", draft.call().arguments());
        }
        ObjectNode item = Json.object()
                .put("id", itemId(draft))
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        item.putArray("content").add(part(draft, draft.text()));
        return item;
    }

    /** The one part of a message: text or a refusal. */
    static ObjectNode part(Draft draft, String text) {
        if (draft.finish() == Draft.Finish.REFUSAL) {
            return Json.object().put("type", "refusal").put("refusal", text);
        }
        ObjectNode part = Json.object().put("type", "output_text").put("text", text);
        ArrayNode none = part.putArray("annotations");
        part.set("logprobs", none.deepCopy());
        return part;
    }

    static String itemId(Draft draft) {
        return (draft.call() == null ? "msg_" : "fc_") + draft.id();
    }

    /** What an answer cost, as a provider tells it. */
    static ObjectNode usage(Draft.Usage usage) {
        ObjectNode json = Json.object().put("input_tokens", usage.input());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.total());
    }
}
