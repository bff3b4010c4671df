package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Sha256;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What receipts, headers, log lines and metrics say that calls have cost, against the stand-in's own count of tokens, which is
 * priced here in another way.
 */
@ExtendWith(Stack.Extension.class)
class CostsIT {
    private static final String BUCKET = "costs";
    private static final String QUEUE = "costs-asks";

    /** Prices that come out even nowhere, and a tier that the document's parts reach and other asks don't. */
    private static final String PRICES = """
            {"version": "of-the-test", "models": [{"model": "openai/gpt-*",
             "input": 1.234567, "cachedInput": 0.123457, "output": 9.876543, "reasoning": 11.000001,
             "tiers": [{"above": 1500, "input": 2.345679, "cachedInput": 0.234569, "output": 13.131313}]}]}
            """;

    private static final List<String> BATCHES = List.of("lines.jsonl", "chat.jsonl", "vectors.jsonl");

    private static final String BUDGETS =
            "{\"budgets\": [{\"name\": \"all\", \"scope\": \"all\", \"amount\": 1000000, \"period\": \"total\"}]}";

    /** In the text of asks whose answers can't be counted: they are broken off. */
    private static final String LOST = "lost on the way";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Stack stack;

    CostsIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void receiptsAddUpToWhatTheModelCounted(@TempDir Path folder) throws Exception {
        stack.local().createBucket(BUCKET);
        String queue = stack.local().createQueue(QUEUE);
        String answers = stack.local().createQueue("costs-answers");
        stack.local().model().reset();
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put(
                "DRAGOMAN_PRICES",
                Files.writeString(folder.resolve("prices.json"), PRICES).toString());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        environment.put("DRAGOMAN_POLL_QUEUE", QUEUE);
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS", "2500");
        environment.put("DRAGOMAN_BATCHES_SLICE", "7");
        environment.put(
                "DRAGOMAN_BUDGETS",
                Files.writeString(folder.resolve("budgets.json"), BUDGETS).toString());
        environment.put("DRAGOMAN_HTTP_OPERATORS", Sha256.hex("operator"));
        misbehave();
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            stack.put(BUCKET, "inbox/long.txt", text());
            batches();
            JsonNode queued = queued(queue, answers);
            long http = called(server);
            long streamed = streamed(server);
            stack.awaitMove(BUCKET, "inbox/long.txt", "done/long.txt");
            for (String name : BATCHES) {
                stack.awaitMove(BUCKET, "inbox/" + name, "done/" + name);
            }
            JsonNode document = stack.json(BUCKET, "summaries/long.txt.receipt.json");
            JsonNode batch = stack.json(BUCKET, "summaries/lines.jsonl.receipt.json");
            long exact = budgeted(server);
            long lost = lost(server) + twice(server);

            long batches = BATCHES.stream()
                    .mapToLong(name -> spent(stack.json(BUCKET, "summaries/%s.receipt.json".formatted(name))))
                    .sum();
            long receipts = spent(document) + batches + spent(queued);
            assertThat(receipts + http + streamed).isEqualTo(counted());
            assertThat(exact).isEqualTo(counted());
            // Of what nobody was told the usage of, a budget counts what it may have cost.
            assertThat(budgeted(server)).isGreaterThan(exact + lost);
            assertThat(document.path("parts").size()).isGreaterThan(1);
            assertThat(spent(document))
                    .isEqualTo(sum(document.path("parts")) + sum(document.path("combines")))
                    .isPositive();
            assertThat(batch.at("/cost/prices").asText()).startsWith("of-the-test+");
            // Each call has one line, and a document's own says under another name what its parts add up to.
            assertThat(lines(server, "costMicroUsd")).isEqualTo(receipts + http + streamed + lost);
            assertThat(lines(server, "totalMicroUsd")).isEqualTo(spent(document));
            assertThat(metric(server)).isEqualTo(receipts + http + streamed + lost);
        }
    }

    private void misbehave() {
        List.of(
                        Misbehaviour.NONE.matching("cached").caching(11),
                        Misbehaviour.error(503).matching("busy at first").times(2),
                        Misbehaviour.error(503).matching("a busy stream").times(1),
                        Misbehaviour.error(503).matching("a busy line").times(2),
                        Misbehaviour.NONE
                                .matching("broken at first")
                                .cutAfterBytes(20)
                                .times(1),
                        Misbehaviour.NONE.matching(LOST).withEventDelay(Duration.ofMillis(300)))
                .forEach(stack.local().model()::misbehave);
    }

    private static String text() {
        return IntStream.range(0, 500)
                .mapToObj(i -> "On day %d the keepers read %d cm at the gauge.".formatted(i, i * 7_919 % 1_543))
                .collect(Collectors.joining("\n"));
    }

    private static String batch(String url, int lines, BiConsumer<ObjectNode, String> body) {
        return IntStream.range(0, lines)
                .mapToObj(i -> {
                    ObjectNode line = Json.object()
                            .put("custom_id", "line-" + i)
                            .put("method", "POST")
                            .put("url", url);
                    body.accept(
                            line.putObject("body"),
                            "Line %d%s".formatted(i, i % 3 == 0 ? ", cached" : i % 7 == 1 ? ", a busy line" : ""));
                    return Json.text(line);
                })
                .collect(Collectors.joining("\n"));
    }

    private void batches() {
        stack.put(BUCKET, "inbox/lines.jsonl", batch("/v1/responses", 20, (body, text) -> body.put("input", text)));
        stack.put(
                BUCKET,
                "inbox/chat.jsonl",
                batch(
                        "/v1/chat/completions",
                        3,
                        (body, text) -> body.put("n", 2)
                                .putArray("messages")
                                .addObject()
                                .put("role", "user")
                                .put("content", text)));
        stack.put(
                BUCKET,
                "inbox/vectors.jsonl",
                batch(
                        "/v1/embeddings",
                        3,
                        (body, text) -> body.put("model", "openai/gpt-vectors")
                                .put("input", text + ": when does the tide turn?")));
    }

    /** The receipts of asks from the queue, added up; the one of them that comes twice costs nothing the second time. */
    private JsonNode queued(String queue, String answers) {
        send(queue, "plain", "Hello");
        send(queue, "cached", "Hello, cached");
        send(queue, "busy", "Hello, busy at first");
        List<JsonNode> first = stack.receive(answers, 3);
        send(queue, "plain", "Hello");
        JsonNode again = stack.receive(answers, 1).get(0).path("receipt");
        JsonNode plain = first.stream()
                .filter(answer -> answer.path("id").asText().equals("plain"))
                .findFirst()
                .orElseThrow()
                .path("receipt");
        assertThat(again.path("fromLedger").asBoolean()).as("%s", again).isTrue();
        assertThat(spent(again)).isZero();
        assertThat(again.at("/cost/atFirst")).isEqualTo(plain.path("cost"));
        ObjectNode all = Json.object();
        all.putObject("cost")
                .put(
                        "microUsd",
                        first.stream()
                                .mapToLong(answer -> spent(answer.path("receipt")))
                                .sum());
        return all;
    }

    private void send(String queue, String id, String input) {
        String body = "{\"id\": \"%s\", \"body\": {\"input\": \"%s\"}}".formatted(id, input);
        stack.local().sqs().sendMessage(send -> send.queueUrl(queue).messageBody(body));
    }

    /** What the headers of whole answers say. */
    private long called(DragomanProcess server) throws Exception {
        long chat = header(
                post(
                        server,
                        "/v1/chat/completions",
                        "{\"reasoning_effort\": \"low\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello, chat, cached\"}]}"));
        long responses = header(post(server, "/v1/responses", "{\"input\": \"Hello, responses\"}"));
        HttpResponse<String> again = post(server, "/v1/responses", "{\"input\": \"Hello, responses\"}");
        assertThat(again.headers().firstValue("Dragoman-Cost")).contains("0");
        return chat + responses;
    }

    private HttpResponse<String> post(DragomanProcess server, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", Integer.toHexString(body.hashCode()))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static long header(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return Long.parseLong(response.headers().firstValue("Dragoman-Cost").orElseThrow());
    }

    private long streamed(DragomanProcess server) throws Exception {
        String body = "{\"stream\": true, \"input\": \"A stream, cached\"}";
        long first = stream(server, "/v1/responses", body);
        // An answer out of the ledger is whole before its stream begins, so its head can tell.
        HttpResponse<String> again = post(server, "/v1/responses", body);
        assertThat(again.headers().firstValue("Dragoman-Cost")).contains("0");
        assertThat(again.body()).contains("response.completed");
        return first
                + stream(server, "/v1/responses", "{\"stream\": true, \"input\": \"This is a busy stream\"}")
                + stream(
                        server,
                        "/v1/chat/completions",
                        "{\"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"A stream of chat\"}]}");
    }

    /** A stream's head is sent before anybody knows what it costs: its line says it. */
    private long stream(DragomanProcess server, String path, String body) throws Exception {
        HttpResponse<String> response = post(server, path, body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Dragoman-Cost")).isEmpty();
        return line(server, id(response)).path("costMicroUsd").asLong();
    }

    private static String id(HttpResponse<?> response) {
        return response.headers().firstValue("Dragoman-Request-Id").orElseThrow();
    }

    /** What lines say of a stream that its caller left: an estimate, since nobody was told its usage. */
    private long lost(DragomanProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"stream\": true, \"input\": \"" + LOST + "\"}"))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isNotEmpty();
        }
        JsonNode line = line(server, id(response));
        assertThat(line.path("costEstimated").asText()).isEqualTo("true");
        assertThat(line.path("costMicroUsd").asLong()).isPositive();
        return line.path("costMicroUsd").asLong();
    }

    /** What is told of an ask whose first answer broke off: that is paid for too, and nobody was told its usage. */
    private long twice(DragomanProcess server) throws Exception {
        HttpResponse<String> response = post(server, "/v1/responses", "{\"input\": \"broken at first, " + LOST + "\"}");
        String told = response.headers().firstValue("Dragoman-Cost").orElse("");
        JsonNode usage = Stack.parse(response.body()).path("usage");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(told).matches("[0-9]+;estimated");
        long spent = Long.parseLong(told.substring(0, told.indexOf(';')));
        assertThat(spent).isGreaterThan(price(usage));
        return spent;
    }

    /** What the budget that holds for every call counts as spent. */
    private long budgeted(DragomanProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/dragoman/budgets"))
                .header("Authorization", "Bearer operator")
                .build();
        JsonNode all = Stack.parse(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .at("/budgets/0");
        assertThat(all.path("reserved").longValue()).as("%s", all).isZero();
        return all.path("spent").longValue();
    }

    private JsonNode line(DragomanProcess server, String ask) {
        return Awaitility.await("the line of " + ask)
                .atMost(Stack.LIMIT)
                .until(
                        () -> asks(server).stream()
                                .filter(line -> line.path("ask").asText().equals(ask))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private static List<JsonNode> asks(DragomanProcess server) {
        return server.lines().stream()
                .filter(line -> line.contains("\"dragoman.ask\""))
                .map(line -> Stack.parse(line).path("mdc"))
                .toList();
    }

    private static long lines(DragomanProcess server, String field) {
        return asks(server).stream()
                .mapToLong(line -> line.path(field).asLong())
                .sum();
    }

    private long metric(DragomanProcess server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/q/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("dragoman_cost_microusd_total{"))
                .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValueExact())
                .sum();
    }

    private static long spent(JsonNode receipt) {
        JsonNode cost = receipt.path("cost");
        assertThat(cost.path("microUsd").isIntegralNumber()).as("%s", receipt).isTrue();
        assertThat(cost.has("estimated") || cost.has("unknown"))
                .as("%s", receipt)
                .isFalse();
        return cost.path("microUsd").longValue();
    }

    private static long sum(JsonNode asks) {
        return asks.findParents("cost").stream().mapToLong(CostsIT::spent).sum();
    }

    /** What the answers cost that were sent whole. */
    private long counted() {
        return stack.local().model().calls().stream()
                .filter(ReceivedCall::chargeable)
                .filter(call -> !call.text().contains(LOST))
                .flatMap(call -> call.answer().usage().stream())
                .mapToLong(CostsIT::price)
                .sum();
    }

    private static long price(JsonNode usage) {
        boolean isLong = usage.path("input_tokens").asLong() > 1_500;
        long cached = usage.at("/input_tokens_details/cached_tokens").asLong();
        long reasoning = usage.at("/output_tokens_details/reasoning_tokens").asLong();
        BigDecimal all = times(
                        isLong ? "2.345679" : "1.234567",
                        usage.path("input_tokens").asLong() - cached)
                .add(times(isLong ? "0.234569" : "0.123457", cached))
                .add(times(
                        isLong ? "13.131313" : "9.876543",
                        usage.path("output_tokens").asLong() - reasoning))
                .add(times(isLong ? "13.131313" : "11.000001", reasoning));
        // Dollars for a million tokens are micro-USD for one.
        return all.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static BigDecimal times(String dollars, long tokens) {
        return new BigDecimal(dollars).multiply(BigDecimal.valueOf(tokens));
    }
}
