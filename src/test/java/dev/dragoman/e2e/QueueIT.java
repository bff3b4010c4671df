package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;

/** Messages that fail, in a function and on a server: when they come again, and what is said at last. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueIT {
    private static final int MAX_RECEIVES = 5;

    private final Stack stack;
    private final String answers;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess function;

    QueueIT(Stack stack) {
        this.stack = stack;
        answers = stack.local().createQueue("queue-answers");
        function = Stack.function(lambda, environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(MAX_RECEIVES));
        environment.put("DRAGOMAN_MODEL_BREAKER_VOLUME", "10000");
        return environment;
    }

    @AfterAll
    void stop() {
        function.close();
        lambda.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @Test
    @Tag("F014")
    void theProvidersWaitBecomesTheVisibilityOfThatMessageOnly() {
        String queue = stack.local().createQueue("visibility");
        busyFor(4);
        send(queue, "busy-1", "busy");
        send(queue, "free-1", "free");
        List<Message> received = stack.messages(queue, 2);
        Message busy = received.stream()
                .filter(message -> message.body().contains("busy"))
                .findFirst()
                .orElseThrow();

        Instant before = Instant.now();
        // A function of its own: it is the provider, and not one message, that asks to be left alone.
        try (RuntimeApiServer api = RuntimeApiServer.start();
                DragomanProcess waiting = Stack.function(api, environment())) {
            byte[] event = Json.bytes(AwsEvents.received("visibility", received));
            assertThat(api.invoke(event, Stack.LIMIT).text())
                    .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + busy.messageId() + "\"}]}");
            assertThat(waiting.alive()).isTrue();
        }

        // Nobody acknowledges the other one here, and its visibility is the queue's: only one comes in time.
        List<Message> again = stack.messages(queue, 1);
        assertThat(again).extracting(Message::messageId).containsExactly(busy.messageId());
        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(25));
        stack.receive(answers, 1);
    }

    @Test
    @Tag("F014")
    void onAServerTooTheMessageComesAgainAfterTheProvidersWait() throws Exception {
        String queue = stack.local().createQueue("visibility-polled");
        busyFor(3);
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_POLL_QUEUE", "visibility-polled");
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            Instant before = Instant.now();
            send(queue, "busy-2", "busy");

            JsonNode reply = stack.receive(answers, 1).get(0);

            assertThat(reply.path("id").textValue()).isEqualTo("busy-2");
            assertThat(reply.path("outcome").textValue()).isEqualTo("completed");
            assertThat(Duration.between(before, Instant.now()))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(30));
            Awaitility.await().atMost(Stack.LIMIT).until(() -> left(queue) == 0);
            assertThat(server.alive()).isTrue();
        }
    }

    private void busyFor(int seconds) {
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(429)
                        .header("Retry-After", Integer.toString(seconds))
                        .header("x-should-retry", "false")
                        .matching("busy")
                        .times(1));
    }

    @Test
    @Tag("F052")
    void atTheLastDeliveryTheFailureIsToldOnceAndTheMessageStaysFailed() {
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(500)
                        .header("x-should-retry", "false")
                        .matching("hopeless"));

        for (int receives = MAX_RECEIVES - 1; receives <= MAX_RECEIVES + 1; receives++) {
            ObjectNode event = AwsEvents.sqs(List.of("{\"id\":\"hopeless-1\",\"body\":{\"input\":\"hopeless\"}}"));
            ((ObjectNode) event.withArray("Records").get(0))
                    .withObject("/attributes")
                    .put("ApproximateReceiveCount", Integer.toString(receives));
            assertThat(resultOf(event).at("/batchItemFailures")).hasSize(1);
        }

        JsonNode reply = stack.receive(answers, 1).get(0);
        assertThat(reply.path("id").textValue()).isEqualTo("hopeless-1");
        assertThat(reply.path("outcome").textValue()).isEqualTo("unavailable");
        assertThat(reply.at("/error/code").textValue()).isEqualTo("upstream_failed");
        assertThat(left(answers)).isZero();
    }

    @Test
    @Tag("F053")
    void messageAttributesChooseNothing() {
        ObjectNode event = AwsEvents.sqs(List.of("{\"id\":\"plain\",\"body\":{\"input\":\"Hello\"}}"));
        ObjectNode attributes = ((ObjectNode) event.withArray("Records").get(0)).putObject("messageAttributes");
        for (String name : List.of(
                "CamelBeanMethodName",
                "camelHttpUri",
                "CAMELFILENAME",
                "CamelAwsSqsDeleteFiltered",
                "org.apache.camel.x")) {
            attributes.putObject(name).put("dataType", "String").put("stringValue", "exec:calc");
        }

        assertThat(resultOf(event).at("/batchItemFailures")).isEmpty();
        assertThat(stack.receive(answers, 1).get(0).path("outcome").textValue()).isEqualTo("completed");
    }

    @Test
    @Tag("F039")
    void anInvocationInHandIsAnsweredBeforeTheFunctionEnds() throws Exception {
        ObjectNode event = AwsEvents.sqs(List.of("{\"id\":\"last-1\",\"body\":{\"input\":\"Hello\"}}"));
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(3)));
        try (RuntimeApiServer api = RuntimeApiServer.start()) {
            CompletableFuture<RuntimeApiServer.Posted> posted;
            try (DragomanProcess ending = Stack.function(api, environment())) {
                posted = api.begin(Json.bytes(event), Stack.LIMIT);
                awaitCall();
                assertThat(ending.alive()).isTrue();
            }
            assertThat(posted.get(1, TimeUnit.SECONDS).text()).isEqualTo("{\"batchItemFailures\":[]}");
            assertThat(api.polls()).isEqualTo(1);
        }
        assertThat(stack.receive(answers, 1).get(0).path("id").textValue()).isEqualTo("last-1");
    }

    @Test
    @Tag("F039")
    void aMessageInHandIsAnsweredAndDeletedBeforeTheServerEnds() {
        String queue = stack.local().createQueue("ending-polled");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(3)));
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_POLL_QUEUE", "ending-polled");
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            send(queue, "in-hand", "Hello");
            awaitCall();
            assertThat(server.alive()).isTrue();
        }

        JsonNode reply = stack.receive(answers, 1).get(0);
        assertThat(reply.path("id").textValue()).isEqualTo("in-hand");
        assertThat(reply.path("outcome").textValue()).isEqualTo("completed");
        assertThat(left(queue)).isZero();
    }

    private void awaitCall() {
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.local().model().calls().size() == 1);
    }

    private JsonNode resultOf(ObjectNode event) {
        return Stack.parse(lambda.invoke(Json.bytes(event), Stack.LIMIT).text());
    }

    private void send(String queue, String id, String input) {
        stack.local()
                .sqs()
                .sendMessage(send -> send.queueUrl(queue)
                        .messageBody("{\"id\":\"%s\",\"body\":{\"input\":\"%s\"}}".formatted(id, input)));
    }

    private int left(String queue) {
        return Waiting.in(stack.local().sqs(), queue);
    }
}
