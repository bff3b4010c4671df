package dev.dragoman.e2e;

import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.WireCall;
import dev.dragoman.harness.WireReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Requests that are unusual: in their bytes, their paths, their methods, or in what they ask for. */
final class RequestCases {
    private static final String CHAT = "/v1/chat/completions";
    private static final List<String> JSON = List.of("Content-Type: application/json");
    private static final WireReply ANSWER = WireReply.json(200, WholeCases.chat("\"content\":\"Ahoy!\"", "\"stop\""));
    private static final WireReply RESPONSE =
            WireReply.json(200, WholeCases.response("completed", WholeCases.text("Ahoy!"), ""));

    private RequestCases() {}

    static List<WireCase> all() {
        List<WireCase> cases = new ArrayList<>();
        cases.addAll(bytes());
        cases.addAll(places());
        cases.addAll(wishes());
        return cases;
    }

    private static List<WireCase> bytes() {
        return List.of(
                sent(
                        "mark-before-request",
                        JSON,
                        ("\uFEFF" + body("mark-before-request")).getBytes(StandardCharsets.UTF_8)),
                sent("no-content-type", List.of(), body("no-content-type").getBytes(StandardCharsets.UTF_8)),
                sent(
                        "content-type-of-text",
                        List.of("Content-Type: text/plain"),
                        body("content-type-of-text").getBytes(StandardCharsets.UTF_8)),
                sent(
                        "content-type-with-charset",
                        List.of("Content-Type: application/json; charset=UTF-8"),
                        body("content-type-with-charset").getBytes(StandardCharsets.UTF_8)),
                sent(
                        "asked-before-the-body",
                        List.of("Content-Type: application/json", "Expect: 100-continue"),
                        body("asked-before-the-body").getBytes(StandardCharsets.UTF_8)),
                sent(
                                "gzip-request",
                                List.of("Content-Type: application/json", "Content-Encoding: gzip"),
                                gzip(body("gzip-request")))
                        .allowing(Difference.PACKED_REQUEST),
                sent("not-json", JSON, "{\"messages\":".getBytes(StandardCharsets.UTF_8))
                        .allowing(Difference.NO_REQUEST),
                sent("a-list", JSON, "[]".getBytes(StandardCharsets.UTF_8)).allowing(Difference.NO_REQUEST),
                sent("no-body", JSON, new byte[0]).allowing(Difference.NO_REQUEST));
    }

    private static List<WireCase> places() {
        return List.of(
                get("models", "GET", "/v1/models"),
                get("head-of-models", "HEAD", "/v1/models"),
                get("unknown-path", "GET", "/v1/nothing").allowing(Difference.NO_REQUEST),
                get("unknown-post", "POST", "/v1/nothing").allowing(Difference.NO_REQUEST),
                get("get-of-chat", "GET", CHAT).allowing(Difference.NO_REQUEST),
                get("delete-of-chat", "DELETE", CHAT).allowing(Difference.NO_REQUEST),
                get("models-with-slash", "GET", "/v1/models/").allowing(Difference.SLASH),
                get("models-without-version", "GET", "/models").allowing(Difference.SLASH),
                posted("chat-with-slash", CHAT + "/").allowing(Difference.SLASH),
                posted("responses-with-slash", "/v1/responses/").allowing(Difference.SLASH),
                posted("chat-without-version", "/chat/completions").allowing(Difference.SLASH),
                posted("chat-twice-version", "/v1/v1/chat/completions").allowing(Difference.SLASH),
                posted("chat-with-query", CHAT + "?api-version=2026-01-01"));
    }

    private static List<WireCase> wishes() {
        return List.of(
                WireCase.of(Endpoint.CHAT, "old-name-of-the-limit", "{\"messages\":[],\"max_tokens\":50}", ANSWER)
                        .allowing(Difference.ADJUSTED),
                WireCase.of("no-model", WireCall.post(CHAT, "{\"messages\":[]}"), ANSWER)
                        .allowing(Difference.DEFAULT_MODEL),
                WireCase.of("pmpt_1", WireCall.post("/v1/responses", "{\"prompt\":{\"id\":\"pmpt_1\"}}"), RESPONSE),
                WireCase.of(Endpoint.CHAT, "too-many-answers", "{\"messages\":[],\"n\":9}", ANSWER)
                        .allowing(Difference.OWN_REFUSAL),
                WireCase.of(
                                Endpoint.RESPONSES,
                                "private-address",
                                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":"
                                        + "\"http://169.254.169.254/a.png\"}]}]}",
                                RESPONSE)
                        .allowing(Difference.OWN_REFUSAL));
    }

    private static WireCase sent(String name, List<String> headers, byte[] body) {
        return WireCase.of(name, new WireCall("POST", CHAT, headers, body), ANSWER);
    }

    private static WireCase get(String name, String method, String path) {
        return WireCase.of(name, new WireCall(method, path, List.of(), new byte[0]), ANSWER);
    }

    private static WireCase posted(String name, String path) {
        return path.contains("responses")
                ? WireCase.of(
                        name,
                        WireCall.post(path, "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(name)),
                        WireReply.json(200, WholeCases.response("completed", WholeCases.text("Ahoy!"), "")))
                : WireCase.of(name, WireCall.post(path, body(name)), ANSWER);
    }

    private static String body(String name) {
        return "{\"model\":\"" + name + "\",\"messages\":[{\"role\":\"user\",\"content\":\"H\u00e4llo!\"}]}";
    }

    private static byte[] gzip(String body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
