package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;

/** Chat completions. */
final class Chat implements Dialect {
    @Override
    public Prompt read(JsonNode request) throws ApiError {
        return ChatReader.read(request);
    }

    @Override
    public String id(Draft draft) {
        return "chatcmpl-" + draft.id();
    }

    @Override
    public boolean stores(Prompt prompt) {
        return false;
    }

    @Override
    public HttpAnswer write(Draft draft, Prompt prompt) {
        if (prompt.stream()) {
            return HttpAnswer.stream(new ChatStream(this, draft, prompt).events());
        }
        if (draft.finish() == Draft.Finish.FAILED) {
            return HttpAnswer.json(200, ApiError.ofStatus(500, false).json());
        }
        ObjectNode completion = envelope("chat.completion", draft, prompt);
        ArrayNode choices = completion.putArray("choices");
        for (int index = 0; index < choices(prompt); index++) {
            ObjectNode choice = choices.addObject().put("index", index);
            choice.set("message", message(draft));
            choice.putNull("logprobs").put("finish_reason", draft.finish().reason);
        }
        completion.set("usage", usage(draft.usage()));
        return HttpAnswer.json(200, completion);
    }

    @Override
    public String error(ApiError error, int place) {
        return "data: " + Json.text(error.json()) + "\n\n";
    }

    ObjectNode envelope(String object, Draft draft, Prompt prompt) {
        return Json.object()
                .put("id", id(draft))
                .put("object", object)
                .put("created", draft.made().getEpochSecond())
                .put("model", prompt.model())
                .put("service_tier", "default")
                .put("system_fingerprint", FINGERPRINT);
    }

    /** How many answers are asked for; all of them are the same. */
    static int choices(Prompt prompt) {
        return Math.max(1, prompt.request().path("n").asInt(1));
    }

    private static ObjectNode message(Draft draft) {
        boolean refusal = draft.finish() == Draft.Finish.REFUSAL;
        ObjectNode message = Json.object()
                .put("role", "assistant")
                .put("content", refusal || draft.call() != null ? null : draft.text())
                .put("refusal", refusal ? draft.text() : null);
        message.putArray("annotations");
        if (draft.call() != null) {
            ObjectNode call = message.putArray("tool_calls").addObject();
            call.put("id", callId(draft)).put("type", "function");
            call.putObject("function")
                    .put("name", draft.call().name())
                    .put("arguments", draft.call().arguments());
        }
        return message;
    }

    static String callId(Draft draft) {
        return "call_" + draft.id().substring(0, 24);
    }

    static ObjectNode usage(Draft.Usage usage) {
        ObjectNode json = Json.object()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("audio_tokens", 0);
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return json;
    }
}
