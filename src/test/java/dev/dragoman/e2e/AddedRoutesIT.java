package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route files that an operator adds to the packaged server: the samples of docs/routes.md, and those that stop the start. */
@ExtendWith(Stack.Extension.class)
class AddedRoutesIT {
    private static final Path SAMPLES = Path.of("samples/routes");

    private final Stack stack;

    AddedRoutesIT(Stack stack) {
        this.stack = stack;
        stack.local().model().reset();
    }

    private Map<String, String> environment(String routes) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_ROUTES", routes);
        return environment;
    }

    private Map<String, String> polling(String queue, Path sample) {
        stack.local().createQueue(queue);
        Map<String, String> environment = environment(sample.toString());
        environment.put("DRAGOMAN_POLL_QUEUE", queue);
        environment.put("DRAGOMAN_QUEUE_REPLY", stack.local().createQueue(queue + "-replies"));
        return environment;
    }

    private void send(String queue, String body) {
        String url =
                stack.local().sqs().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        stack.local().sqs().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    @Test
    void aQueueIsToldOfEachSummary() {
        stack.local().createBucket("told-documents");
        Map<String, String> environment = polling("told-asks", SAMPLES.resolve("notify.camel.yaml"));
        String told = stack.local().createQueue("told-summaries");
        environment.put("NOTIFY_QUEUE", "told-summaries");
        stack.putSample("told-documents", "inbox/ferry.md", "night-ferry.md");

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            send("told-asks", "{\"body\":{\"input\":\"No document, so nothing to tell\"}}");
            send("told-asks", Json.text(AwsEvents.s3("told-documents", "inbox/ferry.md")));

            List<JsonNode> receipts = stack.receive(told, 1);

            assertThat(receipts)
                    .singleElement()
                    .satisfies(receipt ->
                            assertThat(receipt.at("/document/key").textValue()).isEqualTo("inbox/ferry.md"));
            assertThat(server.lines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
        }
    }

    @Test
    void aSecondOutputGetsEveryAnswer() {
        stack.local().createBucket("archived-answers");
        Map<String, String> environment = polling("archived-asks", SAMPLES.resolve("archive.camel.yaml"));
        environment.put("ARCHIVE_BUCKET", "archived-answers");

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            send("archived-asks", "{\"id\":\"order/../4711\",\"body\":{\"input\":\"Hello\"}}");

            Awaitility.await("a copy").atMost(Stack.LIMIT).until(() -> !keys().isEmpty());

            assertThat(keys()).singleElement().asString().matches("answers/[0-9]{8}T[0-9]{9}Z-[0-9a-f-]{36}\\.json");
            JsonNode copy = stack.json("archived-answers", keys().get(0));
            assertThat(copy.path("id").textValue()).isEqualTo("order/../4711");
            assertThat(copy.path("outcome").textValue()).isEqualTo("completed");
            assertThat(server.alive()).isTrue();
        }
    }

    private List<String> keys() {
        return List.copyOf(stack.keys("archived-answers", ""));
    }

    @Test
    void aRouteThatFailsTakesNothingFromTheAsk(@TempDir Path folder) throws IOException {
        write(folder, "broken", "to: aws2-s3:bucket-that-is-not-there");
        Map<String, String> environment = polling("untroubled-asks", folder);

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            send("untroubled-asks", "{\"id\":\"untroubled\",\"body\":{\"input\":\"Hello\"}}");

            String replies = Objects.requireNonNull(environment.get("DRAGOMAN_QUEUE_REPLY"));
            assertThat(stack.receive(replies, 1).get(0).path("outcome").textValue())
                    .isEqualTo("completed");
            Awaitility.await("the log")
                    .atMost(Stack.LIMIT)
                    .until(() -> server.lines().stream()
                            .anyMatch(
                                    line -> line.contains("direct:delivered failed on the answer to ask untroubled")));
            Awaitility.await("the acknowledgement").atMost(Stack.LIMIT).until(() -> left("untroubled-asks") == 0);
        }
    }

    private int left(String queue) {
        String url =
                stack.local().sqs().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        return stack
                .local()
                .sqs()
                .getQueueAttributes(get -> get.queueUrl(url)
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "to: exec:sh | line 6 has an endpoint of the scheme \"exec\"",
                "to: file:/etc | line 6 has an endpoint of the scheme \"file\"",
                "to: bean:ledger | line 6 has an endpoint of the scheme \"bean\"",
                "bean: {ref: nothing, method: x} | the route \"added\" can't be built: No bean could be found in the registry for: nothing",
                "bean: {ref: outcomes, method: x} | the route \"added\" can't be built",
                "loop: {} | added",
                "setBody: [ | is not YAML",
                "filter: {steps: []} | added",
                "to: aws2-s3:b?noSuchOption=1 | added"
            })
    @Tag("F099")
    void aRouteFileThatCanNotBeUsedStopsTheStart(String step, String reason, @TempDir Path folder) throws IOException {
        write(folder, "added", step);

        assertThat(refusal(environment(folder.toString())))
                .contains("DRAGOMAN_ROUTES")
                .contains(folder.resolve("added.camel.yaml").toString())
                .contains(reason);
    }

    @Test
    void aSettingAllowsASchemeThatIsNotOnTheList(@TempDir Path folder) throws IOException {
        write(folder, "added", "to: bean:outcomes?method=judge");
        Map<String, String> environment = environment(folder.toString());
        environment.put("DRAGOMAN_ROUTES_SCHEMES", "bean");

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void anIdThatIsInUseStopsTheStart(@TempDir Path folder) throws IOException {
        write(folder, "ask", "stop: {}");

        assertThat(refusal(environment(folder.toString())))
                .contains("line 2 has a route with the id \"ask\"")
                .contains("camel-routes/ask.camel.yaml");
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        assertThat(refusal(environment("no-such.camel.yaml")))
                .contains("no-such.camel.yaml, but there is no such file");
    }

    @Test
    void aFunctionTakesNone() {
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment(SAMPLES.toString());
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());

            assertThat(refusal(environment)).contains("DRAGOMAN_ROUTES is for a server");
        }
    }

    private static String refusal(Map<String, String> environment) {
        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines()).noneMatch(line -> line.contains("\tat "));
            return server.lines().stream()
                    .filter(line -> line.startsWith("Dragoman can't start: "))
                    .reduce((one, two) -> one + " | " + two)
                    .orElse("nothing said");
        }
    }

    private static void write(Path folder, String id, String step) throws IOException {
        Files.writeString(folder.resolve(id + ".camel.yaml"), """
                - route:
                    id: %s
                    from:
                      uri: direct:delivered
                      steps:
                        - %s
                """.formatted(id, step));
    }
}
