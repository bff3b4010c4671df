package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.ClientProgram.Saw;
import dev.dragoman.harness.WireProvider;
import dev.dragoman.harness.WireReply;
import dev.dragoman.harness.WireReply.End;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A case of the client libraries.
 *
 * @param name also the model's, by which the provider knows the answer
 * @param about for docs/clients.md
 * @param answering what the provider answers
 * @param rule what has to hold between what the client saw directly and what it saw through Dragoman
 */
record ClientCase(String name, String about, WireProvider.Answering answering, Rule rule) {
    /** What has to hold. */
    // What a constant does is given as a function, and none of these keeps anything.
    @SuppressWarnings("ImmutableEnumChecker")
    enum Rule {
        /** The client can't tell the two apart, whatever it makes of the answer. */
        SAME(Rule::isSame),
        /** The client gets the answer, and can't tell the two apart. */
        SAME_ANSWER((direct, through) -> {
            assertThat(direct.answered())
                    .as("got an answer directly: %s", direct.message())
                    .isTrue();
            isSame(direct, through);
        }),
        /** The client gets the error, and can't tell the two apart. */
        SAME_ERROR((direct, through) -> {
            assertThat(direct.answered())
                    .as("got an answer directly: %s", direct.saw())
                    .isFalse();
            isSame(direct, through);
        }),
        /** Both fail in the same way, perhaps with other words and after other numbers of attempts. */
        SAME_KIND((direct, through) -> {
            assertThat(through.answered()).as("got an answer").isFalse();
            assertThat(through.error()).isEqualTo(direct.error());
            assertThat(through.status()).isEqualTo(direct.status());
            assertThat(through.code()).isEqualTo(direct.code());
        }),
        /** Both fail as with a server's trouble; 5xx are 503 through Dragoman. */
        DOWN((direct, through) -> {
            assertThat(through.answered()).as("got an answer").isFalse();
            assertThat(through.error()).isEqualTo(direct.error());
        }),
        /** The client must not take half an answer for a whole one. */
        FAILS((direct, through) -> assertThat(through.answered())
                .as("took it for an answer: %s", through.saw())
                .isFalse());

        private final BiConsumer<Saw, Saw> check;

        Rule(BiConsumer<Saw, Saw> check) {
            this.check = check;
        }

        void check(Saw direct, Saw through) {
            check.accept(direct, through);
        }

        private static void isSame(Saw direct, Saw through) {
            assertThat(through.saw()).isEqualTo(direct.saw());
            assertThat(through.error()).isEqualTo(direct.error());
            assertThat(through.status()).isEqualTo(direct.status());
            assertThat(through.code()).isEqualTo(direct.code());
            assertThat(through.message()).isEqualTo(direct.message());
        }
    }

    private static final String SOON = "retry-after-ms: 1";
    private static final String CALL =
            "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":"
                    + "\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bergen\\\"}\"}}]";
    private static final List<String> EVENTS = List.of(
            StreamCases.delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            StreamCases.say("Ahoy"),
            StreamCases.say(", ma\u00eet\u00e9"),
            StreamCases.delta("{}", "\"stop\""),
            "data: [DONE]");
    private static final String FUNCTION_CALL =
            "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":"
                    + "\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bergen\\\"}\",\"status\":\"completed\"}";

    static List<ClientCase> all() {
        return List.of(
                of("plain", "chat", chat("\"content\":\"Ahoy!\"", "stop"), Rule.SAME_ANSWER),
                of("streamed", "chat, streamed", WireReply.events(EVENTS), Rule.SAME_ANSWER),
                new ClientCase("tool", "chat with a function", ClientCase::tool, Rule.SAME_ANSWER),
                new ClientCase("streamed-tool", "the same, streamed", ClientCase::streamedTool, Rule.SAME_ANSWER),
                of("empty", "an empty answer", chat("\"content\":\"\"", "stop"), Rule.SAME),
                error("bad-request", "400", 400, "invalid_request_error", "context_length_exceeded", Rule.SAME_ERROR),
                error("unauthorized", "401", 401, "invalid_request_error", "invalid_api_key", Rule.SAME_KIND),
                error("forbidden", "403", 403, "request_forbidden", "unsupported_country", Rule.SAME_ERROR),
                error("no-such-model", "404", 404, "invalid_request_error", "model_not_found", Rule.SAME_ERROR),
                error("quota", "429, no credit", 429, "insufficient_quota", "insufficient_quota", Rule.SAME_KIND),
                error("limited", "429", 429, "requests", "rate_limit_exceeded", Rule.SAME_KIND),
                error("down", "500", 500, "server_error", "oops", Rule.DOWN),
                error(
                        "streamed-bad-request",
                        "400 to a stream",
                        400,
                        "invalid_request_error",
                        "context_length_exceeded",
                        Rule.SAME_ERROR),
                of(
                        "broken",
                        "a stream that breaks off",
                        WireReply.events(EVENTS.subList(0, 3)).broken(End.CLOSE),
                        Rule.FAILS),
                of("unended", "a stream without its end", WireReply.events(EVENTS.subList(0, 3)), Rule.FAILS),
                of("failing", "an error in a stream", WireReply.events(failing()), Rule.FAILS),
                of("responses-plain", "responses", response(WholeCases.text("Ahoy!")), Rule.SAME_ANSWER),
                of("responses-streamed", "responses, streamed", WireReply.events(responseEvents()), Rule.SAME_ANSWER),
                new ClientCase(
                        "responses-tool", "responses with a function", ClientCase::responsesTool, Rule.SAME_ANSWER),
                of("responses-empty", "an empty output", response(""), Rule.SAME),
                error("responses-bad-request", "responses: 400", 400, "invalid_request_error", "bad", Rule.SAME_ERROR),
                error("responses-limited", "responses: 429", 429, "requests", "rate_limit_exceeded", Rule.SAME_KIND),
                of(
                        "responses-broken",
                        "responses: a stream that breaks off",
                        WireReply.events(responseEvents().subList(0, 5)).broken(End.CLOSE),
                        Rule.FAILS),
                of(
                        "responses-failed",
                        "responses: `error` and `response.failed`",
                        WireReply.events(failed()),
                        Rule.SAME));
    }

    private static ClientCase of(String name, String about, WireReply reply, Rule rule) {
        return new ClientCase(name, about, (call, earlier) -> reply, rule);
    }

    private static ClientCase error(String name, String about, int status, String type, String code, Rule rule) {
        String body = "{\"error\":{\"message\":\"No such luck.\",\"type\":\"" + type + "\",\"param\":null,\"code\":\""
                + code + "\"}}";
        return of(name, about, status >= 429 ? WireReply.json(status, body, SOON) : WireReply.json(status, body), rule);
    }

    private static WireReply chat(String message, String reason) {
        return WireReply.json(200, WholeCases.chat(message, "\"" + reason + "\""));
    }

    private static WireReply response(String output) {
        return WireReply.json(200, whole(output));
    }

    // With all the fields that the official clients hold to be there.
    private static String whole(String output) {
        return WholeCases.response(
                "completed",
                output,
                ",\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"tools\":[],\"temperature\":1.0,\"top_p\":1.0,"
                        + "\"error\":null,\"incomplete_details\":null,\"instructions\":null");
    }

    private static WireReply tool(WireProvider.Received call, int earlier) {
        return hasResult(call.body())
                ? chat("\"content\":\"Fog!\"", "stop")
                : chat("\"content\":null," + CALL, "tool_calls");
    }

    private static WireReply streamedTool(WireProvider.Received call, int earlier) {
        return WireReply.events(
                hasResult(call.body())
                        ? List.of(
                                EVENTS.get(0),
                                StreamCases.say("Fog!"),
                                StreamCases.delta("{}", "\"stop\""),
                                "data: [DONE]")
                        : List.of(
                                StreamCases.delta("{\"role\":\"assistant\",\"content\":null," + CALL + "}", "null"),
                                StreamCases.delta("{}", "\"tool_calls\""),
                                "data: [DONE]"));
    }

    private static WireReply responsesTool(WireProvider.Received call, int earlier) {
        return call.body().path("input").toString().contains("function_call_output")
                ? response(WholeCases.text("Fog!"))
                : response(FUNCTION_CALL);
    }

    private static boolean hasResult(JsonNode request) {
        return request.path("messages").findValuesAsText("role").contains("tool");
    }

    private static List<String> failing() {
        return List.of(
                EVENTS.get(0),
                EVENTS.get(1),
                "data: {\"error\":{\"message\":\"Out of breath.\",\"type\":\"server_error\",\"param\":null,\"code\":\"oops\"}}");
    }

    private static List<String> responseEvents() {
        String started = whole("").replace("\"completed\"", "\"in_progress\"");
        return List.of(
                StreamCases.event(0, "response.created", "\"response\":" + started),
                StreamCases.event(
                        1,
                        "response.output_item.added",
                        "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\","
                                + "\"status\":\"in_progress\",\"content\":[]}"),
                StreamCases.event(
                        2,
                        "response.content_part.added",
                        "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\",\"part\":{\"type\":"
                                + "\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}"),
                delta(3, "Ahoy"),
                delta(4, "!"),
                StreamCases.event(
                        5,
                        "response.output_text.done",
                        "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\",\"logprobs\":[],\"text\":\"Ahoy!\""),
                StreamCases.event(
                        6, "response.output_item.done", "\"output_index\":0,\"item\":" + WholeCases.text("Ahoy!")),
                StreamCases.event(7, "response.completed", "\"response\":" + whole(WholeCases.text("Ahoy!"))));
    }

    private static String delta(int number, String text) {
        return StreamCases.event(
                number,
                "response.output_text.delta",
                "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_1\",\"logprobs\":[],\"delta\":\"" + text
                        + "\"");
    }

    private static List<String> failed() {
        String why = "\"code\":\"context_length_exceeded\",\"message\":\"Too long.\"";
        return List.of(
                responseEvents().get(0),
                StreamCases.event(1, "error", why + ",\"param\":null"),
                StreamCases.event(
                        2,
                        "response.failed",
                        "\"response\":"
                                + whole("")
                                        .replace("\"completed\"", "\"failed\"")
                                        .replace("\"error\":null", "\"error\":{" + why + "}")));
    }
}
