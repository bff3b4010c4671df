package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.json.Json;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * A model that answers with the facts of the pages that it got, and with their number if it gets answers to put together. It
 * can be told to fail on some parts.
 */
public final class FactModel implements AutoCloseable {
    private static final Pattern PART =
            Pattern.compile("The document \"([^\"]+)\" is too long.*?: ((?:pages?|bytes) [0-9-]+)\\.", Pattern.DOTALL);
    private static final Pattern COMBINE = Pattern.compile(
            "The document \"([^\"]+)\" was too long.*?\\(((?:pages?|bytes) [0-9-]+)\\)", Pattern.DOTALL);
    private static final int CHARACTERS_PER_TOKEN = 4;

    /**
     * A call.
     *
     * @param document the document's name
     * @param kind {@code part} or {@code combine}; empty for a document that was read at once
     * @param span as {@code pages 1-50}
     * @param inputTokens what it cost
     */
    public record FactCall(String document, String kind, String span, long inputTokens) {
        /**
         * What was asked.
         *
         * @return the same for the same ask
         */
        public String name() {
            return document + " " + kind + " " + span;
        }
    }

    /**
     * What the model answers instead.
     *
     * @param status of the response
     * @param body JSON
     * @param hangs how long it takes, in milliseconds
     */
    public record Misstep(int status, String body, long hangs) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<FactCall> calls = new CopyOnWriteArrayList<>();
    private final long millis;
    private volatile Function<FactCall, Misstep> missteps = call -> new Misstep(0, "", 0);

    private FactModel(HttpServer server, long millis) {
        this.server = server;
        this.millis = millis;
    }

    /**
     * Starts it on a free port.
     *
     * @param millis how long a call takes
     * @return the running model
     */
    public static FactModel start(long millis) {
        try {
            FactModel model = new FactModel(HttpServer.create(Ports.address(0), 0), millis);
            model.server.createContext("/v1/responses", model::handle);
            model.server.setExecutor(model.threads);
            model.server.start();
            return model;
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    /**
     * What {@code DRAGOMAN_MODEL_BASE_URL} has to be.
     *
     * @return ends in {@code /v1}
     */
    public URI baseUrl() {
        return URI.create("http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort() + "/v1");
    }

    /**
     * Lets it fail.
     *
     * @param how of each call; status 0 for an answer
     */
    public void failing(Function<FactCall, Misstep> how) {
        missteps = how;
    }

    /**
     * The calls so far, answered or not.
     *
     * @return in the order in which they came
     */
    public List<FactCall> calls() {
        return List.copyOf(calls);
    }

    /**
     * How often each ask was called for.
     *
     * @return by {@link FactCall#name}
     */
    public Map<String, Long> counts() {
        return calls.stream().collect(Collectors.groupingBy(FactCall::name, Collectors.counting()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request =
                ((Json.Result.Value) Json.read(exchange.getRequestBody().readAllBytes())).node();
        String instructions = request.path("instructions").asText();
        JsonNode content = request.at("/input/0/content/0");
        String text = content.has("file_data")
                ? pdf(content.path("file_data").asText())
                : content.path("text").asText();
        long tokens = ((long) text.length() + instructions.length()) / CHARACTERS_PER_TOKEN;
        FactCall call = call(instructions, tokens);
        calls.add(call);
        Misstep misstep = missteps.apply(call);
        pause(millis + misstep.hangs());
        if (misstep.status() != 0) {
            respond(exchange, misstep.status(), misstep.body().getBytes(StandardCharsets.UTF_8));
            return;
        }
        List<String> facts = LongSamples.factsIn(text);
        String answer = call.kind().equals("combine") ? facts.size() + " facts." : String.join("\n", facts);
        respond(exchange, 200, Json.bytes(response(answer.isEmpty() ? "No facts." : answer, tokens)));
    }

    private static FactCall call(String instructions, long tokens) {
        Matcher part = PART.matcher(instructions);
        if (part.find()) {
            return new FactCall(part.group(1), "part", part.group(2), tokens);
        }
        Matcher combine = COMBINE.matcher(instructions);
        return combine.find()
                ? new FactCall(combine.group(1), "combine", combine.group(2), tokens)
                : new FactCall("", "", "", tokens);
    }

    private static String pdf(String dataUri) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(dataUri.substring(dataUri.indexOf(',') + 1));
        try (PDDocument document = Loader.loadPDF(bytes)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static ObjectNode response(String text, long tokens) {
        ObjectNode response = Json.object().put("model", "facts-1").put("status", "completed");
        response.putObject("usage")
                .put("input_tokens", tokens)
                .put("output_tokens", text.length() / CHARACTERS_PER_TOKEN);
        response.putArray("output")
                .addObject()
                .put("type", "message")
                .putArray("content")
                .addObject()
                .put("type", "output_text")
                .put("text", text);
        return response;
    }

    /** A refusal, as the API writes it. */
    public static String refusal() {
        ObjectNode response = response("", 0);
        ((ObjectNode) response.at("/output/0/content/0")).put("type", "refusal").put("refusal", "No.");
        return Json.text(response);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
