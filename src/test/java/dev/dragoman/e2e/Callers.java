package dev.dragoman.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** A server and a function, and the callers of each way. */
final class Callers implements AutoCloseable {
    // Nothing here lives long enough for the second compiler to pay.
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final String asks;
    private final String answers;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess server;
    private final DragomanProcess function;
    private final OpenAIClient client;

    /**
     * Starts both.
     *
     * @param stack what they stand on
     * @param bucket that references may name; it is there
     */
    Callers(Stack stack, String bucket) {
        this.stack = stack;
        asks = stack.local().createQueue(bucket + "-asks");
        answers = stack.local().createQueue(bucket + "-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_BUCKETS", bucket + "/references/");
        environment.put("DRAGOMAN_HTTP_BUCKETS", bucket + "/references/");
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        function = function(environment);
        lambda.awaitFirstPoll(Stack.LIMIT);
        environment.put("DRAGOMAN_POLL_QUEUE", bucket + "-asks");
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        server = DragomanProcess.launch(0, environment, QUICK_START);
        server.awaitReady(Stack.LIMIT);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey("a-client-key")
                .maxRetries(0)
                .build();
    }

    private DragomanProcess function(Map<String, String> environment) {
        Map<String, String> ofFunction = new TreeMap<>(environment);
        ofFunction.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        return DragomanProcess.launch(0, ofFunction, QUICK_START);
    }

    /** The server. */
    DragomanProcess server() {
        return server;
    }

    /** Asks, and waits for the answer. */
    Came ask(Way way, Endpoint endpoint, ObjectNode body) {
        return switch (way) {
            case HTTP -> call(endpoint, body);
            case POLLED_QUEUE -> {
                String id = id();
                String ask = ask(id, endpoint, body);
                stack.local().sqs().sendMessage(send -> send.queueUrl(asks).messageBody(ask));
                yield reply(id);
            }
            case LAMBDA_QUEUE -> {
                String id = id();
                JsonNode result = invoke(AwsEvents.sqs(List.of(ask(id, endpoint, body))));
                if (!result.path("batchItemFailures").isEmpty()) {
                    throw new AssertionError("not acknowledged: " + result);
                }
                yield reply(id);
            }
            case INVOCATION -> Came.answer(invoke(Stack.parse(ask(id(), endpoint, body))));
        };
    }

    // Unlike any other: else the ledger would answer in the model's place.
    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String ask(String id, Endpoint endpoint, ObjectNode body) {
        ObjectNode ask = Json.object().put("id", id).put("endpoint", endpoint.label());
        ask.set("body", body);
        return Json.text(ask);
    }

    private Came reply(String id) {
        return Stream.generate(() -> stack.receive(answers, 1))
                .flatMap(List::stream)
                .filter(answer -> answer.path("id").asText("").equals(id))
                .map(Came::answer)
                .findFirst()
                .orElseThrow();
    }

    /** Hands an event to the function. */
    JsonNode invoke(JsonNode event) {
        Posted posted = lambda.invoke(Json.bytes(event), Stack.LIMIT);
        if (!posted.path().equals("response")) {
            throw new AssertionError("the function failed: " + posted.text());
        }
        return Stack.parse(posted.text());
    }

    private Came call(Endpoint endpoint, ObjectNode body) {
        try {
            HttpResponse<String> response = http.send(request(endpoint, body), HttpResponse.BodyHandlers.ofString());
            List<String> adjusted = response.headers()
                    .firstValue("Dragoman-Adjusted")
                    .map(header -> List.of(header.split("; ", -1)))
                    .orElse(List.of());
            return response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
                    ? Came.stream(adjusted, data(response.body()))
                    : Came.whole(response.statusCode(), adjusted, response.body());
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    private HttpRequest request(Endpoint endpoint, ObjectNode body) {
        return HttpRequest.newBuilder(server.uri("/v1" + endpoint.path()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .timeout(Stack.LIMIT)
                .build();
    }

    /** Calls, reads the data of the first events and goes away. */
    List<String> firstEvents(Endpoint endpoint, ObjectNode body, int count) {
        try (Stream<String> lines = http.send(request(endpoint, body), HttpResponse.BodyHandlers.ofLines())
                .body()) {
            return lines.filter(line -> line.startsWith("data:")).limit(count).toList();
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    private static List<String> data(String stream) {
        List<String> data = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data:"))
                .forEach(line -> data.add(line.substring(5).strip()));
        return data;
    }

    /** A chat call by the official client. */
    Came callByClient(ObjectNode body) {
        try {
            ChatCompletionCreateParams.Body parsed =
                    ObjectMappers.jsonMapper().readValue(Json.text(body), ChatCompletionCreateParams.Body.class);
            ChatCompletion completion = client.chat()
                    .completions()
                    .create(ChatCompletionCreateParams.builder().body(parsed).build());
            return Came.whole(200, List.of(), ObjectMappers.jsonMapper().writeValueAsString(completion));
        } catch (IOException notJson) {
            throw new AssertionError(notJson);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        function.close();
        lambda.close();
    }
}
