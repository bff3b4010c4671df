package dev.dragoman.e2e;

import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.WireReply;
import dev.dragoman.harness.WireReply.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Streams: how they are written, how they end, and how they fail. */
final class StreamCases {
    private static final String STOP = delta("{}", "\"stop\"");
    private static final String USAGE =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
                    + "\"acme/one-2026\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
                    + "\"total_tokens\":9}}";
    private static final String DONE = "data: [DONE]";
    private static final String ERROR =
            "data: {\"error\":{\"message\":\"Out of breath.\",\"type\":\"server_error\",\"param\":"
                    + "null,\"code\":\"out_of_breath\"}}";
    private static final String FAILURE = "{\"code\":\"context_length_exceeded\",\"message\":\"Your input exceeds the "
            + "context window of this model.\"}";

    private static final List<String> CHAT = List.of(
            delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            say("Ahoy"),
            say(", ma\u00eet\u00e9 \uD83D\uDEA2"),
            STOP,
            USAGE,
            DONE);
    private static final List<String> RESPONSES = Stream.of(
                    event(0, "response.created", "\"response\":" + started()),
                    event(1, "response.in_progress", "\"response\":" + started()),
                    event(
                            2,
                            "response.output_item.added",
                            "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":"
                                    + "\"msg_1\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}"),
                    event(
                            3,
                            "response.content_part.added",
                            "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\","
                                    + "\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}"),
                    event(
                            4,
                            "response.output_text.delta",
                            "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\"," + "\"delta\":\"Ahoy!\""),
                    event(
                            5,
                            "response.output_text.done",
                            "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\"," + "\"text\":\"Ahoy!\""),
                    event(6, "response.output_item.done", "\"output_index\":0,\"item\":" + WholeCases.text("Ahoy!")),
                    event(
                            7,
                            "response.completed",
                            "\"response\":" + WholeCases.response("completed", WholeCases.text("Ahoy!"), "")))
            .toList();

    private StreamCases() {}

    static List<WireCase> all() {
        List<WireCase> cases = new ArrayList<>();
        chatStreams().forEach((name, events) -> cases.add(chat(name, WireReply.events(events))));
        responsesStreams().forEach((name, events) -> cases.add(responses(name, WireReply.events(events))));
        cases.addAll(writings());
        cases.addAll(ends());
        cases.addAll(failures());
        return cases;
    }

    private static Map<String, List<String>> chatStreams() {
        Map<String, List<String>> streams = new TreeMap<>();
        streams.put("plain", CHAT);
        streams.put("comments", withAll(": ping", CHAT));
        streams.put(
                "tool-calls",
                List.of(
                        delta(
                                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":"
                                        + "\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}",
                                "null"),
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}",
                                "null"),
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Bergen\\\"}\"}}]}",
                                "null"),
                        delta("{}", "\"tool_calls\""),
                        USAGE,
                        DONE));
        streams.put(
                "parts",
                List.of(
                        delta(
                                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}]}",
                                "null"),
                        delta("{\"content\":[{\"type\":\"text\",\"text\":\"Ahoy!\"}]}", "null"),
                        STOP,
                        DONE));
        streams.put("only-reasoning", List.of(delta("{\"reasoning_content\":\"Hm.\"}", "null"), STOP, DONE));
        streams.put(
                "only-images",
                List.of(
                        delta(
                                "{\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}",
                                "null"),
                        STOP,
                        DONE));
        streams.put(
                "only-audio", List.of(delta("{\"audio\":{\"id\":\"audio_1\",\"data\":\"AAAA\"}}", "null"), STOP, DONE));
        streams.put("refusal", List.of(delta("{\"refusal\":\"No.\"}", "null"), STOP, DONE));
        streams.put("empty", List.of(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"), STOP, USAGE, DONE));
        streams.put("length", List.of(say("Half an"), delta("{}", "\"length\""), USAGE, DONE));
        streams.put("filtered", List.of(say("Half an"), delta("{}", "\"content_filter\""), USAGE, DONE));
        streams.put("half-a-character", List.of(say("\\ud83d"), say("\\udea2"), STOP, DONE));
        streams.put(
                "new-things",
                List.of(
                        "event: thing\nid: 42\nretry: 10\ndata: {\"id\":\"chatcmpl-1\",\"x_new\":0.10,\"choices\":[]}",
                        say("Ahoy!"),
                        STOP,
                        DONE));
        streams.put(
                "long",
                Stream.concat(IntStream.range(0, 2000).mapToObj(n -> say("word " + n)), Stream.of(STOP, USAGE, DONE))
                        .toList());
        streams.put("wide", List.of(say("wide ".repeat(100_000)), STOP, USAGE, DONE));
        return streams;
    }

    private static Map<String, List<String>> responsesStreams() {
        Map<String, List<String>> streams = new TreeMap<>();
        streams.put("plain", RESPONSES);
        streams.put("comments", withAll(": keep-alive", RESPONSES));
        streams.put("new-event", with(5, event(5, "response.some_new.delta", "\"n\":0.10"), RESPONSES));
        streams.put(
                "tool-call",
                List.of(
                        RESPONSES.get(0),
                        event(
                                1,
                                "response.output_item.added",
                                "\"output_index\":0,\"item\":{\"type\":\"function_call\",\"id\":\"fc_1\","
                                        + "\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"\",\"status\":\"in_progress\"}"),
                        event(
                                2,
                                "response.function_call_arguments.delta",
                                "\"output_index\":0,\"item_id\":\"fc_1\",\"delta\":\"{}\""),
                        event(
                                3,
                                "response.function_call_arguments.done",
                                "\"output_index\":0,\"item_id\":\"fc_1\"," + "\"arguments\":\"{}\""),
                        event(
                                4,
                                "response.completed",
                                "\"response\":" + WholeCases.response("completed", call(), ""))));
        streams.put(
                "empty",
                List.of(
                        RESPONSES.get(0),
                        event(1, "response.completed", "\"response\":" + WholeCases.response("completed", "", ""))));
        streams.put(
                "only-search",
                List.of(
                        RESPONSES.get(0),
                        event(
                                1,
                                "response.completed",
                                "\"response\":"
                                        + WholeCases.response(
                                                "completed",
                                                "{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\"}",
                                                ""))));
        streams.put(
                "incomplete",
                List.of(
                        RESPONSES.get(0),
                        RESPONSES.get(4),
                        event(
                                5,
                                "response.incomplete",
                                "\"response\":"
                                        + WholeCases.response(
                                                "incomplete",
                                                WholeCases.text("Ahoy!"),
                                                ",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}"))));
        return streams;
    }

    /** Ways to write the same stream. */
    private static List<WireCase> writings() {
        String lines = String.join("\n\n", CHAT) + "\n\n";
        return List.of(
                chat("byte-by-byte", WireReply.eventsByteByByte(CHAT)),
                responses("byte-by-byte", WireReply.eventsByteByByte(RESPONSES)),
                chat("carriage-returns", written(lines.replace("\n", "\r\n"))),
                chat("in-one-piece", written(lines)),
                chat("with-mark", written("\uFEFF" + lines)),
                chat("without-blank", written(lines.replace("data: ", "data:"))),
                chat("more-blank-lines", written(lines.replace("\n\n", "\n\n\n"))),
                chat("done-with-blank", WireReply.events(append(CHAT.subList(0, CHAT.size() - 1), DONE + " "))),
                chat("charset", WireReply.chunks("text/event-stream; charset=utf-8", List.of(lines))),
                chat(
                        "headers",
                        WireReply.events(
                                CHAT,
                                "x-request-id: req_1",
                                "x-ratelimit-remaining-requests: 9",
                                "openai-processing-ms: 12")),
                chat("head-then-thought", WireReply.events(CHAT).thinking(1, Duration.ofMillis(2500))),
                responses("head-then-thought", WireReply.events(RESPONSES).thinking(1, Duration.ofMillis(2500))),
                WireCase.of(
                                Endpoint.CHAT,
                                "stream-usage-unasked",
                                "{\"stream\":true,\"messages\":[]}",
                                WireReply.events(CHAT.stream()
                                        .filter(event -> !event.equals(USAGE))
                                        .toList()))
                        .allowing(Difference.USAGE_ASKED),
                new WireCase(
                        "stream-usage-kept-back",
                        WireCase.of(
                                        Endpoint.CHAT,
                                        "stream-usage-kept-back",
                                        "{\"stream\":true,\"messages\":[]}",
                                        WireReply.nothing())
                                .call(),
                        (request, earlier) -> WireReply.events(CHAT.stream()
                                .filter(event ->
                                        !event.equals(USAGE) || request.body().has("stream_options"))
                                .toList()),
                        java.util.EnumSet.of(Difference.OWN_HEADERS, Difference.USAGE_ASKED),
                        List.of()));
    }

    /** Ends that are none, and ends that are. */
    private static List<WireCase> ends() {
        return List.of(
                chat("cut", WireReply.events(CHAT.subList(0, 3)).broken(End.CLOSE))
                        .allowing(Difference.BROKEN_STREAM),
                chat("reset", WireReply.events(CHAT.subList(0, 3)).broken(End.RESET))
                        .allowing(Difference.BROKEN_STREAM),
                chat(
                                "cut-in-an-event",
                                written(CHAT.get(0) + "\n\n" + CHAT.get(1) + "\n\ndata: {\"id\":\"chatc")
                                        .broken(End.CLOSE))
                        .allowing(Difference.BROKEN_STREAM),
                chat("unended", WireReply.events(CHAT.subList(0, 3))).allowing(Difference.BROKEN_STREAM),
                chat("named-json", WireReply.chunks("application/json", List.of(String.join("\n\n", CHAT) + "\n\n")))
                        .allowing(Difference.UNNAMED_STREAM),
                responses("without-type", WireReply.chunks("", List.of(String.join("\n\n", RESPONSES) + "\n\n")))
                        .allowing(Difference.UNNAMED_STREAM),
                chat("without-done", WireReply.events(CHAT.subList(0, 5))).allowing(Difference.MISSING_DONE),
                chat("without-usage-and-done", WireReply.events(CHAT.subList(0, 4)))
                        .allowing(Difference.MISSING_DONE),
                responses("cut", WireReply.events(RESPONSES.subList(0, 5)).broken(End.CLOSE))
                        .allowing(Difference.BROKEN_STREAM),
                responses("reset", WireReply.events(RESPONSES.subList(0, 5)).broken(End.RESET))
                        .allowing(Difference.BROKEN_STREAM),
                responses("unended", WireReply.events(RESPONSES.subList(0, 7))).allowing(Difference.BROKEN_STREAM),
                chat("comments-then-cut", WireReply.events(CHAT))
                        .first(WireReply.events(List.of(": ping")).broken(End.CLOSE))
                        .allowing(Difference.TRIED_AGAIN, Difference.SECOND_ANSWER));
    }

    /** Failures that the provider tells. */
    private static List<WireCase> failures() {
        String error =
                "event: error\ndata: {\"type\":\"error\",\"sequence_number\":5,\"code\":\"context_length_exceeded\","
                        + "\"message\":\"Your input exceeds the context window of this model.\",\"param\":\"input\"}";
        String failed = event(
                6, "response.failed", "\"response\":" + WholeCases.response("failed", "", ",\"error\":" + FAILURE));
        return List.of(
                chat("error", WireReply.events(List.of(CHAT.get(0), CHAT.get(1), ERROR)))
                        .allowing(Difference.FAILED_STREAM),
                chat(
                                "error-then-cut",
                                WireReply.events(List.of(CHAT.get(0), CHAT.get(1), ERROR))
                                        .broken(End.RESET))
                        .allowing(Difference.FAILED_STREAM),
                responses("error", WireReply.events(append(RESPONSES.subList(0, 5), error)))
                        .allowing(Difference.FAILED_STREAM),
                responses("failed", WireReply.events(append(RESPONSES.subList(0, 5), failed)))
                        .allowing(Difference.FAILED_STREAM),
                responses("error-and-failed", WireReply.events(append(RESPONSES.subList(0, 5), error, failed)))
                        .allowing(Difference.FAILED_STREAM),
                responses("soon-failed", WireReply.events(List.of(RESPONSES.get(0), RESPONSES.get(1), error, failed)))
                        .allowing(Difference.FAILED_STREAM),
                chat(
                                "error-first",
                                WireReply.events(List.of("data: " + ErrorCases.openAi("invalid_request_error", "bad"))))
                        .allowing(Difference.ERROR_INSIDE)
                        .keeping("rs_68af", "invalid_request_error"));
    }

    private static WireCase chat(String name, WireReply reply) {
        return WireCase.stream(Endpoint.CHAT, "chat-stream-" + name, reply);
    }

    private static WireCase responses(String name, WireReply reply) {
        return WireCase.stream(Endpoint.RESPONSES, "responses-stream-" + name, reply);
    }

    private static WireReply written(String text) {
        return WireReply.chunks("text/event-stream", List.of(text));
    }

    static String say(String text) {
        return delta("{\"content\":\"" + text + "\"}", "null");
    }

    static String delta(String delta, String reason) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"acme/one-2026\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + reason
                + "}]}";
    }

    static String event(int number, String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + "," + fields
                + "}";
    }

    private static String started() {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":"
                + "\"acme/one-2026\",\"output\":[]}";
    }

    private static String call() {
        return "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\","
                + "\"status\":\"completed\"}";
    }

    private static List<String> append(List<String> events, String... more) {
        return Stream.concat(events.stream(), Stream.of(more)).toList();
    }

    private static List<String> with(int place, String event, List<String> events) {
        List<String> more = new ArrayList<>(events);
        more.add(place, event);
        return more;
    }

    private static List<String> withAll(String before, List<String> events) {
        return events.stream().flatMap(event -> Stream.of(before, event)).collect(Collectors.toList());
    }
}
