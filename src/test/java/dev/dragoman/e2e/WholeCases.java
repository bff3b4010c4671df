package dev.dragoman.e2e;

import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.WireReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whole answers: each arrives as it came, after one call, with the request unchanged. */
final class WholeCases {
    private static final String WEATHER =
            "{\"type\":\"function\",\"name\":\"weather\",\"description\":\"The weather.\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                    + "\"required\":[\"city\"],\"additionalProperties\":false},\"strict\":true}";
    private static final String CHAT_WEATHER = "{\"type\":\"function\",\"function\":{\"name\":\"weather\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}";
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                    + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private WholeCases() {}

    static List<WireCase> all() {
        List<WireCase> cases = new ArrayList<>();
        chatMessages()
                .forEach((name, message) -> cases.add(
                        WireCase.whole(Endpoint.CHAT, "chat-" + name, WireReply.json(200, chat(message, "\"stop\"")))));
        for (String reason : List.of("length", "content_filter", "tool_calls", "function_call", "some_new_reason")) {
            cases.add(WireCase.whole(
                    Endpoint.CHAT,
                    "chat-finish-" + reason,
                    WireReply.json(200, chat("\"content\":\"Half an\"", "\"" + reason + "\""))));
        }
        outputs()
                .forEach((name, output) -> cases.add(WireCase.whole(
                        Endpoint.RESPONSES,
                        "responses-" + name,
                        WireReply.json(200, response("completed", output, "")))));
        for (String reason : List.of("max_output_tokens", "content_filter")) {
            cases.add(WireCase.whole(
                    Endpoint.RESPONSES,
                    "responses-incomplete-" + reason,
                    WireReply.json(
                            200,
                            response(
                                    "incomplete",
                                    text("Half an"),
                                    ",\"incomplete_details\":{\"reason\":\"" + reason + "\"}"))));
        }
        chatRequests()
                .forEach((name, request) -> cases.add(WireCase.of(
                        Endpoint.CHAT,
                        "chat-asks-" + name,
                        request,
                        WireReply.json(200, chat("\"content\":\"Yes.\"", "\"stop\"")))));
        responsesRequests()
                .forEach((name, request) -> cases.add(WireCase.of(
                        Endpoint.RESPONSES,
                        "responses-asks-" + name,
                        request,
                        WireReply.json(200, response("completed", text("Yes."), "")))));
        cases.addAll(frames());
        cases.addAll(failures());
        return cases;
    }

    /** What a message may consist of. */
    private static Map<String, String> chatMessages() {
        Map<String, String> messages = new TreeMap<>();
        messages.put("plain", "\"content\":\"Ahoy!\"");
        messages.put("unicode", "\"content\":\"\\u00e4\\ud83d\\udea2 \u00e4 \\u0000 \\/\"");
        messages.put("empty-content", "\"content\":\"\"");
        messages.put("refusal", "\"content\":null,\"refusal\":\"I can't help with that.\"");
        messages.put(
                "tool-calls",
                "\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":"
                        + "\"weather\",\"arguments\":\"{\\\"city\\\": \\\"Bergen\\\"}\"}},{\"id\":\"call_2\","
                        + "\"type\":\"custom\",\"custom\":{\"name\":\"shell\",\"input\":\"ls\"}}]");
        messages.put(
                "content-parts",
                "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
                        + "\"text\":\"Hm.\"}]},{\"type\":\"text\",\"text\":\"Ahoy!\"}]");
        messages.put("only-reasoning", "\"content\":null,\"reasoning_content\":\"Let me think.\"");
        messages.put(
                "only-images",
                "\"content\":null,\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PIXEL + "\"}}]");
        messages.put(
                "only-audio",
                "\"content\":null,\"audio\":{\"id\":\"audio_1\",\"data\":\"AAAA\",\"expires_at\":1,"
                        + "\"transcript\":\"\"}");
        messages.put(
                "new-fields",
                "\"content\":\"Ahoy!\",\"annotations\":[],\"x_new\":{\"n\":0.10,\"big\":"
                        + "12345678901234567890,\"list\":[null,true,[]]}");
        return messages;
    }

    /** What an output may consist of. */
    private static Map<String, String> outputs() {
        Map<String, String> outputs = new TreeMap<>();
        outputs.put("plain", text("Ahoy!"));
        outputs.put("empty-output", "");
        outputs.put("empty-text", text(""));
        outputs.put(
                "refusal",
                "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
                        + "\"content\":[{\"type\":\"refusal\",\"refusal\":\"I can't help with that.\"}]}");
        outputs.put(
                "function-call",
                "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":"
                        + "\"weather\",\"arguments\":\"{}\",\"status\":\"completed\"}");
        outputs.put("only-reasoning", "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}");
        outputs.put("only-web-search", "{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\"}");
        outputs.put(
                "only-code",
                "{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"status\":\"completed\","
                        + "\"code\":\"1+1\",\"container_id\":\"cntr_1\",\"outputs\":null}");
        outputs.put(
                "only-image",
                "{\"type\":\"image_generation_call\",\"id\":\"ig_1\",\"status\":\"completed\","
                        + "\"result\":\"AAAA\"}");
        outputs.put("only-new-item", "{\"type\":\"some_new_call\",\"id\":\"x_1\"}");
        return outputs;
    }

    /** Requests that reach the provider as they are. */
    private static Map<String, String> chatRequests() {
        Map<String, String> requests = new TreeMap<>();
        requests.put(
                "conversation",
                "{\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"Hello!\"},{\"role\":\"assistant\",\"content\":\"Ahoy!\"},"
                        + "{\"role\":\"user\",\"content\":\"And?\"}],\"temperature\":0.30,\"seed\":12345678901234567890}");
        requests.put(
                "tools",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"}],\"tools\":[" + CHAT_WEATHER
                        + "],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}},"
                        + "\"parallel_tool_calls\":false}");
        requests.put(
                "tool-result",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},{\"role\":\"assistant\","
                        + "\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":"
                        + "\"weather\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":"
                        + "\"Fog\"}],\"tools\":[" + CHAT_WEATHER + "]}");
        requests.put(
                "structured",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Where?\"}],\"response_format\":{\"type\":"
                        + "\"json_schema\",\"json_schema\":{\"name\":\"place\",\"strict\":true,\"schema\":{\"type\":"
                        + "\"object\",\"properties\":{\"miles\":{\"type\":\"integer\"}},\"required\":[\"miles\"],"
                        + "\"additionalProperties\":false}}}}");
        requests.put(
                "images",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What?\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PIXEL + "\",\"detail\":\"low\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://pictures.example.com/a.png?w=1\"}}]}],"
                        + "\"max_completion_tokens\":300}");
        requests.put(
                "several",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}],\"n\":2,\"logprobs\":true,"
                        + "\"top_logprobs\":2,\"stop\":[\"\\n\"],\"metadata\":{\"a\":\"b\"},\"x_new\":{\"n\":1e2}}");
        return requests;
    }

    private static Map<String, String> responsesRequests() {
        Map<String, String> requests = new TreeMap<>();
        requests.put(
                "tools",
                "{\"input\":\"Weather?\",\"tools\":[" + WEATHER + ",{\"type\":\"web_search_preview\"},"
                        + "{\"type\":\"mcp\",\"server_label\":\"x\",\"server_url\":\"https://mcp.example.com/a\"}],"
                        + "\"tool_choice\":\"auto\"}");
        requests.put(
                "items",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"What?\"},"
                        + "{\"type\":\"input_image\",\"image_url\":\"" + PIXEL + "\",\"detail\":\"auto\"},{\"type\":"
                        + "\"input_file\",\"file_url\":\"https://letters.example.com/a.pdf\"}]},{\"type\":\"reasoning\","
                        + "\"id\":\"rs_1\",\"summary\":[]},{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\","
                        + "\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"Fog\"}],"
                        + "\"instructions\":\"Be brief.\",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}}");
        requests.put(
                "structured",
                "{\"input\":\"Where?\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"place\","
                        + "\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{},\"required\":[],"
                        + "\"additionalProperties\":false}},\"verbosity\":\"low\"},\"max_output_tokens\":50}");
        requests.put(
                "state",
                "{\"input\":\"And?\",\"store\":true,\"previous_response_id\":\"resp_1\",\"include\":["
                        + "\"reasoning.encrypted_content\"],\"truncation\":\"auto\",\"service_tier\":\"flex\"}");
        return requests;
    }

    /** Ways to send a whole answer. */
    private static List<WireCase> frames() {
        String answer = chat("\"content\":\"Ahoy!\"", "\"stop\"");
        String response = response("completed", text("Ahoy!"), "");
        return List.of(
                WireCase.whole(Endpoint.CHAT, "gzip-answer", WireReply.gzip(200, answer)),
                WireCase.whole(Endpoint.RESPONSES, "gzip-response", WireReply.gzip(200, response)),
                WireCase.whole(
                        Endpoint.CHAT,
                        "chunked-answer",
                        WireReply.chunks("application/json", List.of(answer.substring(0, 20), answer.substring(20)))),
                WireCase.whole(Endpoint.CHAT, "answer-until-closed", WireReply.untilClosed(200, answer)),
                WireCase.whole(
                        Endpoint.CHAT,
                        "answer-with-blanks",
                        WireReply.json(200, "\n  " + answer.replace(",", " ,\n") + "\n")),
                WireCase.whole(
                                Endpoint.CHAT,
                                "answer-with-no-numbers",
                                WireReply.json(
                                        200, answer.replace("\"logprobs\":null", "\"logprobs\":[NaN,-Infinity,-0.5]")))
                        .allowing(Difference.NO_NUMBERS),
                WireCase.whole(Endpoint.CHAT, "answer-with-mark", WireReply.json(200, "\uFEFF" + answer)),
                WireCase.whole(
                        Endpoint.RESPONSES,
                        "charset",
                        WireReply.whole(200, "application/json; charset=utf-8", response)),
                WireCase.whole(
                        Endpoint.CHAT,
                        "provider-headers",
                        WireReply.json(
                                200,
                                answer,
                                "x-request-id: req_1",
                                "x-ratelimit-limit-requests: 100",
                                "x-ratelimit-remaining-tokens: 7",
                                "x-ratelimit-reset-tokens: 6m0s",
                                "openai-organization: acme",
                                "openai-processing-ms: 12",
                                "openai-version: 2020-10-01")),
                WireCase.whole(
                        Endpoint.CHAT,
                        "slow-first-byte",
                        WireReply.json(200, answer).thinking(0, Duration.ofMillis(1500))),
                WireCase.whole(
                        Endpoint.RESPONSES,
                        "slow-body",
                        WireReply.json(200, response).thinking(1, Duration.ofMillis(2500))));
    }

    /** A success that is none. */
    private static List<WireCase> failures() {
        return List.of(
                WireCase.whole(
                                Endpoint.CHAT,
                                "chat-error-inside",
                                WireReply.json(
                                        200,
                                        "{\"error\":{\"message\":\"No such luck.\",\"type\":"
                                                + "\"invalid_request_error\",\"param\":null,\"code\":\"no_luck\"}}"))
                        .allowing(Difference.ERROR_INSIDE)
                        .keeping("No such luck."),
                WireCase.whole(
                                Endpoint.RESPONSES,
                                "responses-failed",
                                WireReply.json(
                                        200,
                                        response(
                                                "failed",
                                                "",
                                                ",\"error\":{\"code\":\"invalid_prompt\",\"message\":\"No such luck.\"}")))
                        .allowing(Difference.ERROR_INSIDE)
                        .keeping("No such luck."),
                WireCase.whole(Endpoint.CHAT, "page-as-answer", WireReply.whole(200, "text/html", "<html>Hi</html>"))
                        .allowing(Difference.NO_ANSWER),
                WireCase.whole(Endpoint.CHAT, "nothing-as-answer", WireReply.json(200, ""))
                        .allowing(Difference.NO_ANSWER),
                WireCase.whole(Endpoint.RESPONSES, "half-an-answer", WireReply.json(200, "{\"id\":\"resp_1\",\"outp"))
                        .allowing(Difference.NO_ANSWER),
                WireCase.whole(Endpoint.RESPONSES, "list-as-answer", WireReply.json(200, "[]"))
                        .allowing(Difference.NO_ANSWER));
    }

    static String chat(String message, String reason) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"acme/one-2026\",\"choices\":["
                + "{\"index\":0,\"message\":{\"role\":\"assistant\"," + message + "},\"logprobs\":null,"
                + "\"finish_reason\":" + reason + "}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
                + "\"total_tokens\":9},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\"}";
    }

    static String text(String text) {
        return "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":["
                + "{\"type\":\"output_text\",\"text\":\"" + text + "\",\"annotations\":[]}]}";
    }

    static String response(String status, String output, String more) {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status
                + "\",\"model\":\"acme/one-2026\",\"output\":[" + output + "],\"usage\":{\"input_tokens\":7,"
                + "\"output_tokens\":2,\"total_tokens\":9},\"metadata\":{}" + more + "}";
    }
}
