package dev.dragoman.e2e;

import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.WireReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Errors of the provider, of every status and shape. */
final class ErrorCases {
    private static final Set<Integer> TRIED_AGAIN = Set.of(408, 409, 429);
    private static final String SOON = "retry-after-ms: 1";

    private ErrorCases() {}

    static List<WireCase> all() {
        List<WireCase> cases = new ArrayList<>();
        IntStream.of(400, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423)
                .forEach(status -> cases.add(said(status)));
        IntStream.of(424, 425, 426, 428, 429, 431, 451, 460, 499).forEach(status -> cases.add(said(status)));
        IntStream.of(500, 501, 502, 503, 504, 520, 529).forEach(status -> cases.add(down(status)));
        cases.addAll(kinds());
        cases.addAll(shapes());
        cases.addAll(waits());
        cases.addAll(connections());
        return cases;
    }

    private static WireCase said(int status) {
        Endpoint endpoint = status % 2 == 0 ? Endpoint.CHAT : Endpoint.RESPONSES;
        String error = openAi("some_error", "some_code");
        return TRIED_AGAIN.contains(status)
                ? WireCase.whole(endpoint, "status-" + status, WireReply.json(status, error, SOON))
                        .allowing(Difference.TRIED_AGAIN)
                : WireCase.whole(endpoint, "status-" + status, WireReply.json(status, error));
    }

    private static WireCase down(int status) {
        return WireCase.whole(
                        status % 2 == 0 ? Endpoint.CHAT : Endpoint.RESPONSES,
                        "status-" + status,
                        WireReply.json(status, openAi("server_error", "some_code"), SOON))
                .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN);
    }

    /** Errors that say by their code or type what they are about. */
    private static List<WireCase> kinds() {
        return List.of(
                chat("key-refused", WireReply.json(401, openAi("invalid_request_error", "invalid_api_key")))
                        .allowing(Difference.KEY_REFUSED),
                chat("model-forbidden", WireReply.json(403, openAi("invalid_request_error", "model_not_allowed"))),
                chat("region-forbidden", WireReply.json(403, openAi("request_forbidden", "unsupported_country"))),
                chat("model-not-found", WireReply.json(404, openAi("invalid_request_error", "model_not_found"))),
                chat("context-length", WireReply.json(400, openAi("invalid_request_error", "context_length_exceeded"))),
                responses("filtered", WireReply.json(400, openAi("image_generation_user_error", "moderation_blocked"))),
                responses("quota", WireReply.json(429, openAi("insufficient_quota", "insufficient_quota"))),
                responses("no-credit", WireReply.json(402, openAi("billing_error", "insufficient_credits"))),
                chat("ids-in-the-message", WireReply.json(400, openAi("invalid_request_error", "bad")))
                        .keeping("rs_68af", "resp_68af"),
                WireCase.stream(
                        Endpoint.CHAT, "stream-refused", WireReply.json(400, openAi("invalid_request_error", "bad"))),
                WireCase.stream(
                        Endpoint.RESPONSES, "stream-forbidden", WireReply.json(403, openAi("policy_error", "policy"))),
                WireCase.stream(
                                Endpoint.RESPONSES,
                                "stream-limited",
                                WireReply.json(429, openAi("requests", "rate_limit_exceeded"), SOON))
                        .allowing(Difference.TRIED_AGAIN),
                WireCase.stream(
                                Endpoint.CHAT,
                                "stream-of-one-that-is-down",
                                WireReply.json(503, openAi("server_error", "overloaded"), SOON))
                        .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN));
    }

    /** Bodies of other shapes. */
    private static List<WireCase> shapes() {
        String nested =
                "{\"error\":{\"message\":\"Backend request failed with status 400\",\"type\":\"backend_error\",\"code\":"
                        + "400,\"details\":" + openAi("invalid_request_error", "unsupported_parameter") + "}}";
        return List.of(
                shaped("nested", 400, nested).keeping("rs_68af", "invalid_request_error", "unsupported_parameter"),
                shaped(
                                "detail-list",
                                422,
                                "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"messages\",0,\"role\"],"
                                        + "\"msg\":\"Field required\",\"input\":{}}]}")
                        .keeping("Field required", "messages"),
                shaped("detail-text", 400, "{\"detail\":\"The model wants a key of its own.\"}")
                        .keeping("The model wants a key of its own."),
                shaped("detail-forbidden", 403, "{\"detail\":\"Not in this region.\"}")
                        .keeping("Not in this region."),
                shaped("message-only", 400, "{\"message\":\"Too many words.\",\"code\":40001}")
                        .keeping("Too many words."),
                shaped(
                                "flat",
                                400,
                                "{\"object\":\"error\",\"message\":\"Too many words.\",\"type\":\"BadRequestError\","
                                        + "\"param\":null,\"code\":400}")
                        .keeping("Too many words.", "BadRequestError"),
                shaped("error-as-text", 400, "{\"error\":\"Too many words.\"}").keeping("Too many words."),
                shaped(
                                "list",
                                400,
                                "[{\"error\":{\"code\":400,\"message\":\"Too many words.\",\"status\":"
                                        + "\"INVALID_ARGUMENT\"}}]")
                        .keeping("Too many words."),
                shaped(
                                "inner-error",
                                400,
                                "{\"error\":{\"message\":\"Filtered.\",\"type\":null,\"param\":\"prompt\","
                                        + "\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
                                        + "\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"violence\":"
                                        + "{\"filtered\":true,\"severity\":\"medium\"}}}}}")
                        .keeping("Filtered.", "ResponsibleAIPolicyViolation", "medium"),
                shaped(
                                "metadata",
                                403,
                                "{\"error\":{\"message\":\"Flagged.\",\"code\":403,\"metadata\":{\"reasons\":["
                                        + "\"harassment\"],\"flagged_input\":\"the words\"}}}")
                        .keeping("Flagged.", "harassment"),
                shaped("empty-object", 400, "{}"),
                shaped("no-body", 400, ""),
                WireCase.whole(
                                Endpoint.CHAT,
                                "shape-page",
                                WireReply.whole(400, "text/html", "<html><b>Bad</b></html>"))
                        .allowing(Difference.ERROR_SHAPE),
                WireCase.whole(Endpoint.CHAT, "shape-text", WireReply.whole(413, "text/plain", "Too large for me."))
                        .allowing(Difference.ERROR_SHAPE),
                WireCase.whole(
                                Endpoint.CHAT,
                                "shape-page-429",
                                WireReply.whole(429, "text/html", "<html>Slow</html>", SOON))
                        .allowing(Difference.ERROR_SHAPE, Difference.TRIED_AGAIN),
                WireCase.whole(
                                Endpoint.CHAT,
                                "shape-page-502",
                                WireReply.whole(502, "text/html", "<html>Bad</html>", SOON))
                        .allowing(Difference.PROVIDER_DOWN, Difference.TRIED_AGAIN),
                WireCase.whole(Endpoint.CHAT, "no-such-path", WireReply.whole(404, "text/html", "<html>No</html>"))
                        .allowing(Difference.WRONG_ADDRESS),
                WireCase.whole(
                                Endpoint.RESPONSES,
                                "no-such-endpoint",
                                WireReply.json(404, "{\"detail\":\"Not Found\"}"))
                        .allowing(Difference.WRONG_ADDRESS),
                WireCase.whole(Endpoint.RESPONSES, "no-such-method", WireReply.whole(405, "text/plain", ""))
                        .allowing(Difference.WRONG_ADDRESS),
                WireCase.whole(
                                Endpoint.CHAT,
                                "redirect",
                                WireReply.json(307, "{}", "Location: http://127.0.0.1:1/v1/chat/completions"))
                        .allowing(Difference.WRONG_ADDRESS),
                WireCase.whole(
                        Endpoint.CHAT, "gzip-error", WireReply.gzip(400, openAi("invalid_request_error", "bad"))),
                chat(
                        "long-message",
                        WireReply.json(
                                400,
                                openAi(
                                        "invalid_request_error",
                                        "bad",
                                        "word ".repeat(760).strip()))),
                chat(
                        "null-fields",
                        WireReply.json(
                                400,
                                "{\"error\":{\"message\":\"No.\",\"type\":\"invalid_request_error\","
                                        + "\"param\":null,\"code\":null}}")));
    }

    /** What the provider says about trying again. */
    private static List<WireCase> waits() {
        String limited = openAi("requests", "rate_limit_exceeded");
        return List.of(
                responses("not-to-be-tried-again", WireReply.json(409, limited, "x-should-retry: false")),
                responses("refused-for-good", WireReply.json(400, limited, "x-should-retry: false")),
                responses("a-long-wait", WireReply.json(429, limited, "Retry-After: 120")),
                responses(
                        "error-with-headers",
                        WireReply.json(400, limited, "x-request-id: req_1", "x-ratelimit-remaining-requests: 0")),
                responses(
                                "better-the-second-time",
                                WireReply.json(200, WholeCases.response("completed", WholeCases.text("Ahoy!"), "")))
                        .first(WireReply.json(500, openAi("server_error", "oops"), SOON))
                        .allowing(Difference.TRIED_AGAIN, Difference.SECOND_ANSWER));
    }

    private static List<WireCase> connections() {
        return List.of(
                chat("no-connection-left", WireReply.nothing())
                        .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN),
                chat(
                                "half-a-body",
                                WireReply.chunks("application/json", List.of("{\"id\":\"chatcmpl-1\","))
                                        .broken(WireReply.End.CLOSE))
                        .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN),
                WireCase.stream(
                                Endpoint.CHAT,
                                "head-and-no-event",
                                WireReply.events(List.of()).broken(WireReply.End.RESET))
                        .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN),
                WireCase.stream(
                                Endpoint.RESPONSES,
                                "comments-and-no-event",
                                WireReply.events(List.of(": ping", ": ping")).broken(WireReply.End.RESET))
                        .allowing(Difference.TRIED_AGAIN, Difference.PROVIDER_DOWN));
    }

    private static WireCase shaped(String name, int status, String body) {
        return chat("shape-" + name, WireReply.json(status, body)).allowing(Difference.ERROR_SHAPE);
    }

    private static WireCase chat(String name, WireReply reply) {
        return WireCase.whole(Endpoint.CHAT, name, reply);
    }

    private static WireCase responses(String name, WireReply reply) {
        return WireCase.whole(Endpoint.RESPONSES, name, reply);
    }

    static String openAi(String type, String code) {
        return openAi(type, code, "Item 'rs_68af' of 'resp_68af' was provided without its 'msg_68af'.");
    }

    private static String openAi(String type, String code, String message) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type
                + "\",\"param\":\"input[3]\",\"code\":\"" + code + "\"}}";
    }
}
