package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.Waiting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue of answers that is also the queue of asks: every answer would come back, and might be paid for again. */
@ExtendWith(Stack.Extension.class)
class QueueLoopIT {
    private static final String CODE = "reply_queue_is_input";

    private final Stack stack;

    QueueLoopIT(Stack stack) {
        this.stack = stack;
        stack.local().model().reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/000000000000/loop",
                "http://localhost:PORT/000000000000/loop",
                "http://localhost/queue/loop",
                "https://sqs.us-east-1.amazonaws.com/000000000000/loop",
                "https://queue.amazonaws.com/000000000000/loop"
            })
    void aServerThatWouldAnswerIntoThePolledQueueDoesNotStart(String reply) {
        stack.local().createQueue("loop");
        String port = Integer.toString(stack.local().aws().sqs().getPort());

        doesNotStart("loop", reply.replace("PORT", port));
    }

    @Test
    void norOneWhoseAnswersComeBackByWayOfADeadLetterQueue() {
        String asks = stack.local().createQueue("loop-failing", "loop-dead", 3);
        String answers = stack.local().createQueue("loop-untaken", "loop-last", 3);

        doesNotStart("loop-failing", asks.replace("loop-failing", "loop-dead"));
        doesNotStart("loop-last", answers);
    }

    private void doesNotStart(String queue, String reply) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_POLL_QUEUE", queue);
        environment.put("DRAGOMAN_QUEUE_REPLY", reply);

        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);

            assertThat(server.lines())
                    .filteredOn(line -> line.startsWith("Dragoman can't start: "))
                    .singleElement()
                    .asString()
                    .contains("DRAGOMAN_QUEUE_REPLY", "DRAGOMAN_POLL_QUEUE");
        }
    }

    @Test
    void aMessageThatWantsItsAnswerInThePolledQueueIsRefusedBeforeTheCall() {
        String asks = stack.local().createQueue("loop-polled");
        String answers = stack.local().createQueue("loop-polled-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_POLL_QUEUE", "loop-polled");
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            stack.local()
                    .sqs()
                    .sendMessage(send -> send.queueUrl(asks).messageBody(ask("https://sqs.local/queue/loop-polled")));

            JsonNode told = stack.receive(answers, 1).get(0);

            assertThat(told.path("outcome").textValue()).isEqualTo("rejected");
            assertThat(told.at("/error/code").textValue()).isEqualTo(CODE);
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> Waiting.in(stack.local().sqs(), asks) == 0);
            assertThat(stack.local().model().calls()).isEmpty();
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void aFunctionKnowsItsQueueFromTheEvent() {
        String answers = stack.local().createQueue("loop-function-answers");
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = function(lambda, answers)) {
            String back = "https://sqs." + Aws.REGION + ".amazonaws.com/" + Aws.ACCOUNT + "/loop-function";

            assertThat(failed(lambda, ask(back))).isEmpty();

            JsonNode told = stack.receive(answers, 1).get(0);
            assertThat(told.at("/error/code").textValue()).isEqualTo(CODE);
            assertThat(stack.local().model().calls()).isEmpty();
            assertThat(function.alive()).isTrue();
        }
    }

    @Test
    void aFunctionWhoseSettingLeadsBackLeavesTheMessageAndPaysNothing() {
        String own = stack.local().createQueue("loop-function");
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = function(lambda, own)) {
            assertThat(failed(lambda, "{\"id\":\"back\",\"body\":{\"input\":\"Hello\"}}"))
                    .hasSize(1);

            assertThat(Waiting.in(stack.local().sqs(), own)).isZero();
            assertThat(stack.local().model().calls()).isEmpty();
            assertThat(function.lines()).anyMatch(line -> line.contains(CODE));
        }
    }

    private static String ask(String replyTo) {
        return "{\"id\":\"loop\",\"replyTo\":\"%s\",\"body\":{\"input\":\"Hello\"}}".formatted(replyTo);
    }

    private DragomanProcess function(RuntimeApiServer lambda, String reply) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        environment.put("DRAGOMAN_QUEUE_REPLY", reply);
        return DragomanProcess.launch(0, environment, List.of());
    }

    private static List<String> failed(RuntimeApiServer lambda, String body) {
        ObjectNode event = AwsEvents.sqs(List.of(body));
        ((ObjectNode) event.at("/Records/0"))
                .put("eventSourceARN", "arn:aws:sqs:" + Aws.REGION + ":" + Aws.ACCOUNT + ":loop-function");
        return Stack.parse(lambda.invoke(Json.bytes(event), Stack.LIMIT).text())
                .at("/batchItemFailures")
                .findValuesAsText("itemIdentifier");
    }
}
