package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server-sent events of a chat completion. */
final class ChatStream {
    private final Chat chat;
    private final Draft draft;
    private final Prompt prompt;
    private final boolean withUsage;
    private int choice;
    private final List<String> events = new ArrayList<>();

    ChatStream(Chat chat, Draft draft, Prompt prompt) {
        this.chat = chat;
        this.draft = draft;
        this.prompt = prompt;
        this.withUsage =
                prompt.request().path("stream_options").path("include_usage").asBoolean(false);
    }

    List<String> events() {
        for (choice = 0; choice < Chat.choices(prompt); choice++) {
            choice();
        }
        if (draft.finish() == Draft.Finish.FAILED) {
            events.add(chat.error(ApiError.ofStatus(500, false), events.size()));
            return events;
        }
        if (withUsage) {
            ObjectNode last = chat.envelope("chat.completion.chunk", draft, prompt);
            last.putArray("choices");
            last.set("usage", Chat.usage(draft.usage()));
            events.add(event(last));
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private void choice() {
        chunk(Json.object().put("role", "assistant").put("content", "").putNull("refusal"), null);
        if (draft.call() == null) {
            String field = draft.finish() == Draft.Finish.REFUSAL ? "refusal" : "content";
            Deltas.of(draft.text()).forEach(delta -> chunk(Json.object().put(field, delta), null));
        } else {
            call(draft.call());
        }
        if (draft.finish() != Draft.Finish.FAILED) {
            chunk(Json.object(), draft.finish());
        }
    }

    private void call(Tools.Call call) {
        ObjectNode head = Json.object();
        ObjectNode first = head.putArray("tool_calls").addObject();
        first.put("index", 0).put("id", Chat.callId(draft)).put("type", "function");
        first.putObject("function").put("name", call.name()).put("arguments", "");
        chunk(head, null);
        for (String delta : Deltas.of(call.arguments())) {
            ObjectNode more = Json.object();
            more.putArray("tool_calls")
                    .addObject()
                    .put("index", 0)
                    .putObject("function")
                    .put("arguments", delta);
            chunk(more, null);
        }
    }

    private void chunk(ObjectNode delta, Draft.@Nullable Finish finish) {
        ObjectNode chunk = chat.envelope("chat.completion.chunk", draft, prompt);
        ObjectNode one = chunk.putArray("choices").addObject().put("index", choice);
        one.set("delta", delta);
        one.putNull("logprobs").put("finish_reason", finish == null ? null : finish.reason);
        if (withUsage) {
            chunk.putNull("usage");
        }
        events.add(event(chunk));
    }

    private static String event(ObjectNode json) {
        return "data: " + Json.text(json) + "\n\n";
    }
}
