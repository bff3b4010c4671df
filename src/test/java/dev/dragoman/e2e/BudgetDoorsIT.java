package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Sha256;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Budgets of a file in S3, at every door of a server and in a function. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetDoorsIT {
    private static final String BUCKET = "budget-doors";
    private static final String LEDGER = "budget-doors-ledger";
    private static final String QUEUE = "budget-doors-asks";
    private static final String DEAD = "budget-doors-dead";

    /** Of most models what is written costs 10 for a token, and what is read nothing. */
    private static final String PRICES = """
            {"version": "v", "models": [
              {"model": "waiting/*", "input": 0, "output": 10},
              {"model": "held/*", "input": 0, "output": 10},
              {"model": "openai/*", "input": 0, "output": 10},
              {"model": "reading/*", "input": 1, "output": 0}]}
            """;

    private static final String BUDGETS = """
            {"budgets": [
              {"name": "waiting", "scope": {"model": "waiting/*"}, "amount": 0.0002, "period": "month"},
              {"name": "held", "scope": {"model": "held/*"}, "amount": 0.0004, "period": "total"},
              {"name": "reading", "scope": {"model": "reading/*"}, "amount": 1, "period": "total"},
              {"name": "all", "scope": "all", "amount": 100, "period": "total"}]}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Stack stack;
    private final Path prices;
    private final String queue;
    private final String dead;
    private final String answers;
    private final DragomanProcess server;

    BudgetDoorsIT(Stack stack) throws IOException {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        stack.local().createBucket(LEDGER);
        stack.put(LEDGER, "budgets.json", BUDGETS);
        prices = Files.writeString(Files.createTempFile("prices", ".json"), PRICES);
        // One receive: a message that used up one would go to the dead letters.
        queue = stack.local().createQueue(QUEUE, DEAD, 1);
        dead = stack.local().sqs().getQueueUrl(get -> get.queueName(DEAD)).queueUrl();
        answers = stack.local().createQueue("budget-doors-answers");
        Map<String, String> environment = environment("server/");
        environment.put("DRAGOMAN_HTTP_OPERATORS", Sha256.hex("operator"));
        environment.put("DRAGOMAN_POLL_QUEUE", QUEUE);
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        server = DragomanProcess.server(0, environment);
    }

    private Map<String, String> environment(String ledger) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_PRICES", prices.toString());
        environment.put("DRAGOMAN_BUDGETS", "s3://" + LEDGER + "/budgets.json");
        environment.put("DRAGOMAN_LEDGER", "s3://" + LEDGER + "/" + ledger);
        return environment;
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        Files.delete(prices);
    }

    private static ObjectNode ask(String model, int tokens) {
        return Json.object()
                .put("model", model)
                .put("input", "How does the tide know when to turn?")
                .put("max_output_tokens", tokens);
    }

    private HttpRequest request(String path, ObjectNode body) {
        return HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
    }

    private HttpResponse<String> post(String path, ObjectNode body) throws IOException, InterruptedException {
        return client.send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private void send(String id, ObjectNode body) {
        ObjectNode ask = Json.object().put("id", id);
        ask.set("body", body);
        // A group, as a fair queue's senders give it: it must not keep anything from being handed on.
        stack.local()
                .sqs()
                .sendMessage(
                        send -> send.queueUrl(queue).messageGroupId("tenant").messageBody(Json.text(ask)));
    }

    private int count(String url, QueueAttributeName which) {
        return Integer.parseInt(stack.local()
                .sqs()
                .getQueueAttributes(get -> get.queueUrl(url).attributeNames(which))
                .attributes()
                .get(which));
    }

    private long handedOn() {
        return server.lines().stream()
                .filter(line -> line.contains("is handed on"))
                .count();
    }

    private JsonNode standing(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/dragoman/budgets"))
                .header("Authorization", "Bearer operator")
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        for (JsonNode budget : Stack.parse(response.body()).path("budgets")) {
            if (budget.path("name").asText().equals(name)) {
                return budget;
            }
        }
        throw new AssertionError(response.body());
    }

    @Test
    void whatIsUsedUpWaitsAsADelayedMessageWhichIsNoReceive() throws Exception {
        assertThat(post("/v1/responses", ask("waiting/m", 16)).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = post("/v1/responses", ask("waiting/m", 16));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("budget_exceeded", "it begins anew at");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");

        send("waits", ask("waiting/m", 16));
        Awaitility.await("the delayed message")
                .atMost(Stack.LIMIT)
                .until(() -> count(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED) == 1);
        assertThat(count(dead, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isZero();
        JsonNode month = standing("waiting");
        assertThat(month.path("amount").longValue()).isEqualTo(200);
        assertThat(month.path("spent").longValue() + month.path("left").longValue())
                .isEqualTo(200);
        assertThat(month.path("reserved").longValue()).isZero();
        assertThat(month.path("until").asText()).endsWith("-01T00:00:00Z");
    }

    @Test
    void whatFitsOnceACallIsOverIsHandedOnUntilThenAndUsesUpNoReceive() throws Exception {
        // The provider refuses at last, so that all of the budget comes back; the message needs more than is left till
        // then.
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(400).matching("held/first").delayed(Duration.ofSeconds(16)));
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(request("/v1/responses", ask("held/first", 32)), HttpResponse.BodyHandlers.ofString());
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> !stack.local().model().calls().isEmpty()
                        || standing("held").path("reserved").longValue() > 0);
        long before = handedOn();

        send("comes again", ask("held/second", 16));

        JsonNode answer = stack.receive(answers, 1).get(0);
        assertThat(answer.path("id").asText()).isEqualTo("comes again");
        assertThat(answer.path("outcome").asText()).as("%s", answer).isEqualTo("truncated");
        assertThat(first.join().statusCode()).isEqualTo(400);
        assertThat(handedOn() - before).isGreaterThan(1);
        assertThat(count(dead, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .isZero();
        assertThat(standing("held").path("spent").longValue())
                .isEqualTo(answer.at("/receipt/cost/microUsd").longValue());
    }

    @Test
    void anOpenLengthIsSetToWhatTheModelWritesAtMost() throws Exception {
        HttpResponse<String> response = post("/v1/responses", Json.object().put("input", "Hello"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Dragoman-Adjusted").orElse(""))
                .contains("max_output_tokens set to 16384, since a budget holds");
    }

    @Test
    void withoutAPriceNothingIsCalledAtAnyDoor() throws Exception {
        ObjectNode unpriced = ask("unpriced/m", 16);
        HttpResponse<String> http = post("/v1/responses", unpriced);
        HttpResponse<String> embedding = post("/v1/embeddings", unpriced);
        send("unpriced", unpriced);
        ObjectNode line =
                Json.object().put("custom_id", "one").put("method", "POST").put("url", "/v1/responses");
        line.set("body", unpriced);
        stack.put(BUCKET, "inbox/unpriced.jsonl", Json.text(line));

        assertThat(List.of(http.statusCode(), embedding.statusCode())).containsOnly(400);
        assertThat(http.body()).contains("price_unknown", "unpriced/m");
        assertThat(embedding.body()).contains("price_unknown", "unpriced/m");
        assertThat(stack.receive(answers, 1).get(0).toString()).contains("price_unknown", "unpriced/m");
        stack.awaitMove(BUCKET, "inbox/unpriced.jsonl", "done/unpriced.jsonl");
        assertThat(stack.keys(BUCKET, "summaries/unpriced").stream()
                        .map(key -> stack.text(BUCKET, key))
                        .filter(text -> text.contains("price_unknown") && text.contains("unpriced/m")))
                .isNotEmpty();
        assertThat(stack.local().model().calls()).isEmpty();
    }

    @Test
    void withoutAPriceForItsDocumentsAFunctionCallsNothingAndTheDocumentStaysForLater() throws Exception {
        stack.put(LEDGER, "inbox/tides.md", "# Tides\n\nThey turn.\n");
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment("unpriced/");
            environment.put("DRAGOMAN_MODEL_NAME", "unpriced/m");
            try (DragomanProcess function = Stack.function(lambda, environment)) {
                Posted dropped = lambda.invoke(Json.bytes(AwsEvents.s3(LEDGER, "inbox/tides.md")), Stack.LIMIT);
                assertThat(dropped.path()).isEqualTo("error");
                assertThat(dropped.text()).contains("Dragoman.misconfigured", "DRAGOMAN_PRICES", "unpriced/m");
                ObjectNode invocation = Json.object().put("id", "named");
                invocation.set("body", ask("other/m", 16));
                assertThat(lambda.invoke(Json.bytes(invocation), Stack.LIMIT).text())
                        .contains("rejected", "price_unknown", "other/m");
                assertThat(function.alive()).isTrue();
            }
        }
        assertThat(stack.keys(LEDGER, "inbox/")).containsExactly("inbox/tides.md");
        assertThat(stack.keys(LEDGER, "summaries/")).isEmpty();
        assertThat(stack.local().model().calls()).isEmpty();
    }

    @Test
    void embeddingsThatArePassedThroughAreSpentToo() throws Exception {
        HttpResponse<String> response =
                post("/v1/embeddings", Json.object().put("model", "reading/m").put("input", "The tide turns."));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        long tokens = Stack.parse(response.body()).at("/usage/prompt_tokens").longValue();
        assertThat(standing("reading").path("spent").longValue())
                .isEqualTo(tokens)
                .isPositive();
        assertThat(post(
                                "/v1/completions",
                                Json.object().put("model", "reading/m").put("prompt", "The tide"))
                        .body())
                .contains("cost_not_bounded");
    }

    @Test
    void aFunctionGivesBackWhatItDoesNotNeedBeforeItAsksForAnotherEvent() throws Exception {
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment("function/");
            try (DragomanProcess function = Stack.function(lambda, environment)) {
                long spent = 0;
                for (int call = 1; call <= 2; call++) {
                    byte[] event = Json.bytes(
                            AwsEvents.http("api-gateway-v2", "/v1/responses", Json.text(ask("openai/m", 16 * call))));
                    JsonNode result =
                            Stack.parse(lambda.invoke(event, Stack.LIMIT).text());
                    assertThat(result.path("statusCode").intValue())
                            .as(result.toString())
                            .isEqualTo(200);
                    spent += 10
                            * Stack.parse(result.path("body").asText())
                                    .at("/usage/output_tokens")
                                    .longValue();
                    int polls = 1 + call;
                    Awaitility.await("another poll").atMost(Stack.LIMIT).until(() -> lambda.polls() == polls);

                    JsonNode state = stack.json(LEDGER, "function/budgets/all/total.json")
                            .path("state");
                    assertThat(state.path("slices").isEmpty())
                            .as(state.toString())
                            .isTrue();
                    assertThat(state.path("spent").longValue()).isEqualTo(spent).isPositive();
                    assertThat(state.path("lapsed").longValue()).isZero();
                }
                assertThat(function.lines()).noneMatch(line -> line.contains("\tat "));
            }
        }
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        Map<String, String> environment = environment("none/");
        environment.put("DRAGOMAN_BUDGETS", "s3://" + LEDGER + "/no-such.json");
        try (DragomanProcess stopped = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(stopped.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(stopped.lines())
                    .anyMatch(line -> line.startsWith("Dragoman can't start: DRAGOMAN_BUDGETS ")
                            && line.contains("s3://" + LEDGER + "/no-such.json")
                            && line.contains("s3:GetObject"));
        }
    }
}
