package dev.dragoman.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.RawRequest;
import dev.dragoman.local.SocketServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/**
 * A provider on plain sockets whose answers are told in advance, byte by byte, for each model's name. What has no answer
 * of its own is answered as OpenAI does it: a list of models, or an error in OpenAI's shape.
 */
public final class WireProvider implements AutoCloseable {
    /** A call's text for a name without a model: the stored prompt's id, else the path. */
    private static final List<String> NAMES = List.of("/model", "/prompt/id");

    private final SocketServer server = SocketServer.start("wire-provider", this::serve);
    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** What a model answers; the number of its earlier calls comes along. */
    @FunctionalInterface
    public interface Answering {
        WireReply to(Received call, int earlier);
    }

    /**
     * A call.
     *
     * @param name the model's, the stored prompt's, or the path
     * @param method as {@code POST}
     * @param path as it was sent
     * @param headers by their names, in any case
     * @param body as JSON, decompressed, without a byte order mark; missing if it is none
     */
    public record Received(String name, String method, String path, Map<String, String> headers, JsonNode body) {}

    private WireProvider() {}

    /** Starts it on a free port. */
    public static WireProvider start() {
        return new WireProvider();
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return "http://" + server.address() + "/v1";
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** Tells what a model answers from now on. */
    public void answer(String model, Answering answering) {
        answers.put(model, answering);
    }

    /** Forgets the calls that it had. */
    public void forget() {
        received.clear();
    }

    /** The calls that it had. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The calls that a model had. */
    public List<Received> received(String model) {
        return received.stream().filter(call -> call.name().equals(model)).toList();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        RawRequest request = RawRequest.read(in);
        while (request != null && answered(socket, request)) {
            request = RawRequest.read(in);
        }
    }

    private boolean answered(Socket socket, RawRequest request) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        if (request.headers().getOrDefault("Expect", "").equals("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        request.body(body::writeBytes);
        Received call = note(request, body.toByteArray());
        WireReply reply = request.method().equals("HEAD") ? headOf(reply(call)) : reply(call);
        for (WireReply.Part part : reply.parts()) {
            Thread.sleep(part.thought().toMillis());
            out.write(part.bytes());
            out.flush();
        }
        if (reply.end() == WireReply.End.RESET) {
            socket.setSoLinger(true, 0);
        }
        return reply.end() == WireReply.End.KEEP;
    }

    private static WireReply headOf(WireReply reply) {
        return new WireReply(reply.parts().subList(0, 1), reply.end());
    }

    private Received note(RawRequest request, byte[] body) throws IOException {
        byte[] text = request.headers().getOrDefault("Content-Encoding", "").equals("gzip")
                ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
                : body;
        JsonNode json = Json.read(withoutMark(text)) instanceof Json.Result.Value value
                ? value.node()
                : MissingNode.getInstance();
        String name = NAMES.stream()
                .map(json::at)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse(request.path());
        Received call = new Received(name, request.method(), request.path(), request.headers(), json);
        received.add(call);
        return call;
    }

    private static byte[] withoutMark(byte[] text) {
        boolean marked = text.length > 2 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(text, 3, text.length) : text;
    }

    private WireReply reply(Received call) {
        UnaryOperator<String> error = text -> "{\"error\":{\"message\":\"" + text
                + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
        return switch (call.path().replaceFirst("\\?.*", "")) {
            case "/v1/chat/completions", "/v1/responses" -> {
                if (!call.method().equals("POST")) {
                    yield WireReply.json(405, error.apply("Method not allowed."));
                }
                if (!call.body().isObject()) {
                    yield WireReply.json(400, error.apply("The body is not a JSON object."));
                }
                Answering answering = answers.get(call.name());
                yield answering == null
                        ? WireReply.json(400, error.apply("You must provide a model parameter."))
                        : answering.to(call, received(call.name()).size() - 1);
            }
            case "/v1/models" ->
                WireReply.json(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"acme/one\",\"object\":\"model\",\"created\":1,"
                                + "\"owned_by\":\"acme\"}]}");
            default -> WireReply.json(404, error.apply("Invalid URL (" + call.method() + ")."));
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
