package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Continuation;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Batch files through the packaged artifact: checked, worked on in slices, answered in their order. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchIT {
    private static final String BUCKET = "batch-files";
    private static final Duration INVOCATION = Duration.ofSeconds(6);
    private static final String ALL_DONE = "{\"batchItemFailures\":[]}";

    private final Stack stack;

    BatchIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void bucket() {
        stack.local().createBucket(BUCKET);
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    private Map<String, String> environment(String name) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger-" + name + "/");
        environment.put("DRAGOMAN_LEASE", "3s");
        environment.put("DRAGOMAN_BATCHES_SLICE", "10");
        environment.put("DRAGOMAN_BATCHES_FAN_OUT", "4");
        return environment;
    }

    private Map<String, String> polling(String name) {
        stack.local().createBucket(name);
        Map<String, String> environment = environment(name);
        environment.put("DRAGOMAN_POLL_BUCKET", name);
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        return environment;
    }

    private Map<String, String> queue(String name) {
        stack.local().createQueue(name, name + "-dead", 10);
        return environmentOf(name);
    }

    private Map<String, String> environmentOf(String name) {
        Map<String, String> environment = environment(name);
        environment.put("DRAGOMAN_POLL_QUEUE", name);
        environment.put("DRAGOMAN_POLL_VISIBILITY", "10");
        return environment;
    }

    private static String line(String id) {
        ObjectNode json =
                Json.object().put("custom_id", id).put("method", "POST").put("url", "/v1/responses");
        json.putObject("body").put("input", "Hello, " + id);
        return Json.text(json);
    }

    private static String file(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> line("line-" + i)).collect(Collectors.joining("\n"));
    }

    private List<JsonNode> lines(String bucket, String key) {
        return stack.text(bucket, key).lines().map(Stack::parse).toList();
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asText()).toList();
    }

    private static List<String> all(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> "line-" + i).toList();
    }

    private void event(String queue, String key) {
        String url =
                stack.local().sqs().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        String body = Json.text(AwsEvents.s3(BUCKET, key));
        stack.local().sqs().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    private List<String> asked() {
        return stack.local().model().calls().stream().map(ReceivedCall::text).toList();
    }

    @Test
    void aPolledFileIsAnsweredLineByLineInItsOrder() {
        try (DragomanProcess server = DragomanProcess.server(0, polling("batch-polled"))) {
            stack.put("batch-polled", "inbox/questions.jsonl", "\uFEFF" + file(45).replace("\n", "\r\n\r\n"));

            stack.awaitMove("batch-polled", "inbox/questions.jsonl", "done/questions.jsonl");

            assertThat(server.alive()).isTrue();
        }
        List<JsonNode> output = lines("batch-polled", "summaries/questions.jsonl.output.jsonl");
        assertThat(ids(output)).isEqualTo(all(45));
        assertThat(output).allSatisfy(line -> {
            assertThat(line.path("id").asText()).startsWith("batch_req_");
            assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
            assertThat(line.at("/response/body/object").asText()).isEqualTo("response");
            assertThat(line.path("error").isNull()).isTrue();
        });
        assertThat(asked()).hasSize(45).doesNotHaveDuplicates();
        JsonNode receipt = stack.json("batch-polled", "summaries/questions.jsonl.receipt.json");
        assertThat(receipt.path("outcome").asText()).isEqualTo("completed");
        assertThat(receipt.path("total").asInt()).isEqualTo(45);
        assertThat(receipt.path("failed").asInt()).isZero();
        assertThat(receipt.at("/usage/input_tokens").asLong()).isPositive();
        assertThat(stack.keys("batch-polled", "summaries/questions"))
                .containsExactlyInAnyOrder(
                        "summaries/questions.jsonl.output.jsonl", "summaries/questions.jsonl.receipt.json");
    }

    @Test
    void aFileThatIsUploadedAgainIsWorkedOnAgainAndWhatWasAnsweredIsNotPaidAgain() {
        String bucket = "batch-again";
        String file = line("sound") + "\n" + line("ill");
        Map<String, String> environment = polling(bucket);
        environment.put("DRAGOMAN_BATCHES_WINDOW", "8s");
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(500)
                        .header("x-should-retry", "false")
                        .matching("Hello, ill"));
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            upload(bucket, file);
            assertThat(ids(lines(bucket, "summaries/again.jsonl.errors.jsonl"))).containsExactly("ill");
            stack.local().model().reset();

            upload(bucket, line("other"));
            upload(bucket, file);

            assertThat(server.alive()).isTrue();
        }
        assertThat(ids(lines(bucket, "summaries/again.jsonl.output.jsonl"))).containsExactly("sound", "ill");
        assertThat(stack.keys(bucket, "summaries/again"))
                .containsExactlyInAnyOrder("summaries/again.jsonl.output.jsonl", "summaries/again.jsonl.receipt.json");
        assertThat(asked()).hasSize(2).noneMatch(call -> call.contains("Hello, sound"));
    }

    private void upload(String bucket, String file) {
        stack.put(bucket, "inbox/again.jsonl", file);
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.keys(bucket, "inbox/").isEmpty());
    }

    @Test
    void linesForEmbeddingsArePassedOnAsTheyAreAndPaidForOnce() {
        String embedding = "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":"
                + "{\"model\":\"small\",\"input\":[\"ebb\",\"flow\"],\"dimensions\":8}}";
        String file = IntStream.range(0, 23)
                .mapToObj(i -> embedding.formatted("line-" + i))
                .collect(Collectors.joining("\n"));
        try (DragomanProcess server = DragomanProcess.server(0, polling("batch-embeddings"))) {
            stack.put("batch-embeddings", "inbox/vectors.jsonl", file);
            stack.awaitMove("batch-embeddings", "inbox/vectors.jsonl", "done/vectors.jsonl");

            assertThat(server.alive()).isTrue();
        }
        List<JsonNode> output = lines("batch-embeddings", "summaries/vectors.jsonl.output.jsonl");
        assertThat(ids(output)).isEqualTo(all(23));
        assertThat(output)
                .allSatisfy(line -> assertThat(line.at("/response/body/data")).hasSize(2));
        assertThat(stack.local().model().calls())
                .hasSize(23)
                .allSatisfy(call -> assertThat(call.text())
                        .isEqualTo("{\"model\":\"small\",\"input\":[\"ebb\",\"flow\"],\"dimensions\":8}"));
        assertThat(stack.json("batch-embeddings", "summaries/vectors.jsonl.receipt.json")
                        .at("/usage/input_tokens")
                        .asLong())
                .isPositive();
    }

    @Test
    void aFileWithBadLinesIsNotPaidFor() {
        String bad = line("line-1").replace("POST", "PUT");
        try (DragomanProcess server = DragomanProcess.server(0, polling("batch-bad"))) {
            stack.put("batch-bad", "inbox/bad.jsonl", file(3) + "\n" + bad + "\nno\n");
            stack.awaitMove("batch-bad", "inbox/bad.jsonl", "failed/bad.jsonl");

            assertThat(server.alive()).isTrue();
        }
        JsonNode error = stack.json("batch-bad", "summaries/bad.jsonl.error.json");
        assertThat(error.at("/error/code").asText()).isEqualTo("invalid_batch");
        assertThat(error.at("/receipt/errors/0/line").asInt()).isEqualTo(4);
        assertThat(error.at("/receipt/errors/0/code").asText()).isEqualTo("invalid_method");
        assertThat(error.at("/receipt/errors/1/line").asInt()).isEqualTo(5);
        assertThat(error.at("/receipt/errors/1/code").asText()).isEqualTo("invalid_json_line");
        assertThat(asked()).isEmpty();
    }

    @Test
    void anotherFileOfThatNameIsADocument() {
        try (DragomanProcess server = DragomanProcess.server(0, polling("batch-none"))) {
            stack.put("batch-none", "inbox/empty.jsonl", "");
            stack.put("batch-none", "inbox/log.jsonl", "{\"time\":1}\n{\"time\":2}\n");

            stack.awaitMove("batch-none", "inbox/log.jsonl", "done/log.jsonl");

            assertThat(server.alive()).isTrue();
        }
        assertThat(stack.keys("batch-none", "summaries/")).contains("summaries/log.jsonl.summary.md");
        assertThat(stack.json("batch-none", "summaries/empty.jsonl.error.json")
                        .at("/error/code")
                        .asText())
                .isEqualTo("document_empty");
    }

    @Test
    void aFileThatComesByAQueueIsHandedOutInSlices() {
        try (DragomanProcess one = DragomanProcess.server(0, queue("batch-queue"));
                DragomanProcess other = DragomanProcess.server(0, environmentOf("batch-queue"))) {
            stack.put(BUCKET, "inbox/queued.jsonl", file(123));
            event("batch-queue", "inbox/queued.jsonl");

            stack.awaitKey(BUCKET, "summaries/queued.jsonl.receipt.json");

            assertThat(one.alive()).isTrue();
            assertThat(other.alive()).isTrue();
        }
        assertThat(ids(lines(BUCKET, "summaries/queued.jsonl.output.jsonl"))).isEqualTo(all(123));
        assertThat(asked()).hasSize(123).doesNotHaveDuplicates();
    }

    /** Lines of a second, two at a time, within six seconds of which some are kept back: a slice takes more than one. */
    @Test
    void aFunctionWorksOnASliceAndHandsOnWhatItsTimeDoesNotSufficeFor() throws Exception {
        String queue = stack.local().createQueue("batch-function");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(1)));
        stack.put(BUCKET, "inbox/function.jsonl", file(14));
        event("batch-function", "inbox/function.jsonl");
        int invocations = 0;
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment("function");
            environment.put("DRAGOMAN_CONCURRENCY", "3");
            try (DragomanProcess function = Stack.function(lambda, environment)) {
                while (invocations < 20 && !isDone("function")) {
                    for (Message message : received(queue)) {
                        invocations++;
                        deliver(lambda, queue, message, 1);
                    }
                }
                assertThat(function.alive()).isTrue();
            }
        }
        assertThat(invocations)
                .as("one about the file, two slices, and the rest of one")
                .isBetween(4, 20);
        assertThat(ids(lines(BUCKET, "summaries/function.jsonl.output.jsonl"))).isEqualTo(all(14));
        assertThat(asked()).hasSize(14).doesNotHaveDuplicates();
        assertThat(received(queue)).isEmpty();
    }

    /** A process that dies again and again must not use up a message's deliveries while its work gets on. */
    @Test
    void aSliceThatWasBegunInVainIsHandedOnOnceSomethingOfItIsAnswered() throws Exception {
        String queue = stack.local().createQueue("batch-again");
        Map<String, String> environment = environment("again");
        environment.put("DRAGOMAN_CONCURRENCY", "3");
        Message message = arrived("again", queue);
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofMinutes(1)));
        dieWith(message, queue, environment, () -> asked().size() == 2);
        stack.local().model().behave();
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = Stack.function(lambda, environment)) {
            // As long as the dead process has its lease, the slice is only handed on.
            Awaitility.await().atMost(Stack.LIMIT).until(() -> {
                assertThat(invoke(lambda, queue, message, 2)).isEqualTo(ALL_DONE);
                return asked().size() > 2;
            });
            assertThat(asked())
                    .as("two that died, one, and what was begun beside it")
                    .hasSizeBetween(3, 6);

            stack.local().sqs().deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
            deliverAll(lambda, queue, "again");
            assertThat(function.alive()).isTrue();
        }
        assertThat(ids(lines(BUCKET, "summaries/again.jsonl.output.jsonl"))).isEqualTo(all(10));
        assertThat(asked()).hasSize(12);
    }

    /** A death counts only if nothing was answered since the message was sent: else five short lives would use up its deliveries. */
    @Test
    void aSliceOfWhichSomethingWasAnsweredBeforeItsProcessDiedIsSentAnewBeforeAnythingIsTried() throws Exception {
        String queue = stack.local().createQueue("batch-died");
        Map<String, String> environment = environment("died");
        environment.put("DRAGOMAN_CONCURRENCY", "1");
        Message message = arrived("died", queue);
        stack.local().model().misbehave(Misbehaviour.NONE.times(1));
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofMinutes(1)));
        dieWith(
                message,
                queue,
                environment,
                () -> asked().size() == 2
                        && stack.keys(BUCKET, "summaries/.batches/").stream()
                                .anyMatch(key -> key.contains("/answered-")));
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = Stack.function(lambda, environment)) {
            assertThat(invoke(lambda, queue, message, 2)).isEqualTo(ALL_DONE);
            assertThat(asked())
                    .as("the one that was answered, and the one that died")
                    .hasSize(2);

            stack.local().model().behave();
            deliverAll(lambda, queue, "died");
            assertThat(function.alive()).isTrue();
        }
        assertThat(ids(lines(BUCKET, "summaries/died.jsonl.output.jsonl"))).isEqualTo(all(10));
        assertThat(asked()).hasSize(11);
    }

    /** A queue counts a delivery also if its process died before the slice had a place, or had seen the message. */
    @Test
    void aSliceThatWasDeliveredButNeverBegunIsSentAnew() throws Exception {
        String queue = stack.local().createQueue("batch-waited");
        Message message = arrived("waited", queue);
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = Stack.function(lambda, environment("waited"))) {
            deliver(lambda, queue, message, 4);
            assertThat(asked()).isEmpty();

            deliverAll(lambda, queue, "waited");
            assertThat(function.alive()).isTrue();
        }
        assertThat(ids(lines(BUCKET, "summaries/waited.jsonl.output.jsonl"))).isEqualTo(all(10));
    }

    /** The message about a file of ten lines, one slice, that was put into the bucket. */
    private Message arrived(String name, String queue) {
        String key = "inbox/" + name + ".jsonl";
        stack.put(BUCKET, key, file(10));
        event("batch-" + name, key);
        return received(queue).get(0);
    }

    /** Lets a function die in the first delivery of a message. */
    private void dieWith(Message message, String queue, Map<String, String> environment, Callable<Boolean> when) {
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = Stack.function(lambda, environment)) {
            Future<?> answer = lambda.begin(delivery(queue, message, 1), Stack.LIMIT);
            Awaitility.await().atMost(Stack.LIMIT).until(when);
            function.kill();
            assertThat(answer.isDone()).isFalse();
        }
    }

    private void deliverAll(RuntimeApiServer lambda, String queue, String name) throws Exception {
        for (int delivery = 0; delivery < 20 && !isDone(name); delivery++) {
            for (Message message : received(queue)) {
                deliver(lambda, queue, message, 1);
            }
        }
    }

    private boolean isDone(String name) {
        String receipt = "summaries/" + name + ".jsonl.receipt.json";
        return stack.keys(BUCKET, "summaries/" + name).contains(receipt);
    }

    /** While slow lines of other slices have all places, so that it would wait for dozens of them. */
    @Test
    void aSliceThatWasBegunInVainGoesFirst() throws Exception {
        String queue = stack.local().createQueue("batch-first");
        Misbehaviour slow = Misbehaviour.NONE.delayed(Duration.ofSeconds(2));
        stack.local().model().misbehave(slow);
        stack.put(BUCKET, "inbox/first.jsonl", line("first"));
        stack.put(BUCKET, "inbox/others.jsonl", file(60));
        event("batch-first", "inbox/first.jsonl");
        Message message = received(queue).get(0);
        Map<String, String> environment = environmentOf("batch-first");
        environment.put("DRAGOMAN_CONCURRENCY", "9");
        dieWith(message, queue, environment("batch-first"), () -> asked().size() == 1);
        hide(queue, message, 300);
        stack.local().model().reset();
        stack.local().model().misbehave(slow);
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            event("batch-first", "inbox/others.jsonl");
            Awaitility.await().atMost(Stack.LIMIT).until(() -> asked().size() >= 12);
            int before = asked().size();

            // The dead process's lease is over: since its end another one has started, and has had a call answered.
            hide(queue, message, 0);
            Awaitility.await().atMost(Stack.LIMIT).until(() -> place("Hello, first") >= 0);

            assertThat(place("Hello, first"))
                    .as("two slices of ten are in work, and two wait")
                    .isLessThan(before + 24);
            assertThat(server.alive()).isTrue();
        }
    }

    private void hide(String queue, Message message, int seconds) {
        stack.local()
                .sqs()
                .changeMessageVisibility(change -> change.queueUrl(queue)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(seconds));
    }

    /** At which place of all calls the first one was that asked this; -1 if none did. */
    private int place(String question) {
        List<String> bodies = asked();
        return IntStream.range(0, bodies.size())
                .filter(place -> bodies.get(place).contains(question))
                .findFirst()
                .orElse(-1);
    }

    private static byte[] delivery(String queue, Message message, int receives) {
        ObjectNode event = AwsEvents.received(queue.substring(queue.lastIndexOf('/') + 1), List.of(message));
        ((ObjectNode) event.at("/Records/0/attributes")).put("ApproximateReceiveCount", Integer.toString(receives));
        return Json.bytes(event);
    }

    private static String invoke(RuntimeApiServer lambda, String queue, Message message, int receives) {
        return lambda.invoke(delivery(queue, message, receives), INVOCATION).text();
    }

    private void deliver(RuntimeApiServer lambda, String queue, Message message, int receives) throws Exception {
        assertThat(invoke(lambda, queue, message, receives)).isEqualTo(ALL_DONE);
        stack.local().sqs().deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
    }

    private List<Message> received(String queue) {
        return stack.local()
                .sqs()
                .receiveMessage(receive -> receive.queueUrl(queue)
                        .waitTimeSeconds(2)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames(Continuation.ATTRIBUTE))
                .messages();
    }

    /** It would take its slice to the dead-letter queue, and with it the slices behind it. */
    @Test
    void aLineThatAlwaysFailsHoldsNothingUpButItself() {
        stack.local().createQueue("batch-ill", "batch-ill-dead", 2);
        Map<String, String> environment = environmentOf("batch-ill");
        environment.put("DRAGOMAN_BATCHES_FAN_OUT", "1");
        environment.put("DRAGOMAN_MODEL_MAX_ATTEMPTS", "1");
        stack.local().model().misbehave(Misbehaviour.error(503).matching("Hello, line-3\""));
        stack.put(BUCKET, "inbox/ill.jsonl", file(40));
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            event("batch-ill", "inbox/ill.jsonl");
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> asked().stream().distinct().count() == 40
                            && asked().stream()
                                            .filter(body -> body.contains("line-3\""))
                                            .count()
                                    > 2);
            assertThat(stack.keys(BUCKET, "summaries/ill")).isEmpty();

            stack.local().model().behave();
            stack.awaitKey(BUCKET, "summaries/ill.jsonl.receipt.json");
            assertThat(server.alive()).isTrue();
        }
        assertThat(ids(lines(BUCKET, "summaries/ill.jsonl.output.jsonl"))).isEqualTo(all(40));
        assertThat(asked().stream().filter(body -> !body.contains("line-3\""))).hasSize(39);
        String dead = stack.local()
                .sqs()
                .getQueueUrl(get -> get.queueName("batch-ill-dead"))
                .queueUrl();
        assertThat(Waiting.in(stack.local().sqs(), dead)).isZero();
    }

    @Test
    void killsCostNothingButTime() {
        Map<String, String> environment = queue("batch-kills");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofMillis(100)));
        stack.put(BUCKET, "inbox/killed.jsonl", file(200));
        DragomanProcess server = DragomanProcess.server(0, environment);
        event("batch-kills", "inbox/killed.jsonl");
        try {
            for (int kill = 1; kill <= 3; kill++) {
                int soFar = kill * 40;
                Awaitility.await().atMost(Stack.LIMIT).until(() -> asked().size() >= soFar);
                server.kill();
                server = DragomanProcess.server(0, environment);
            }

            stack.awaitKey(BUCKET, "summaries/killed.jsonl.receipt.json");
        } finally {
            server.close();
        }
        assertThat(ids(lines(BUCKET, "summaries/killed.jsonl.output.jsonl"))).isEqualTo(all(200));
        JsonNode receipt = stack.json(BUCKET, "summaries/killed.jsonl.receipt.json");
        assertThat(asked().size())
                .as("at most one more for each lease that ran out: a line may be killed twice; %s", receipt)
                .isLessThanOrEqualTo(200 + receipt.path("lapsedLeases").asInt());
    }
}
