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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Message groups of FIFO and of standard queues, in a function: what waits for what, and what its sender is told. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageGroupIT {
    private static final int MAX_RECEIVES = 5;
    private static final String GROUP = "tenant";

    private final Stack stack;
    private final String answers;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess function;

    MessageGroupIT(Stack stack) {
        this.stack = stack;
        answers = stack.local().createQueue("group-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(MAX_RECEIVES));
        environment.put("DRAGOMAN_MODEL_BREAKER_VOLUME", "10000");
        function = Stack.function(lambda, environment);
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
    @Tag("F050")
    void afterAFailureLaterMessagesOfItsGroupAreNotBegun() {
        fails("question a2");
        List<String> names = List.of("a1", "b1", "a2", "a3", "b2");
        ObjectNode event =
                AwsEvents.sqs(names.stream().map(MessageGroupIT::body).toList());
        for (int i = 0; i < names.size(); i++) {
            fromFifo(event.at("/Records/" + i), names.get(i).substring(0, 1), 1);
        }

        JsonNode result = resultOf(event);

        assertThat(result.at("/batchItemFailures").findValuesAsText("itemIdentifier"))
                .containsExactlyInAnyOrder("message-2", "message-3");
        assertThat(questions()).containsExactlyInAnyOrder("question a1", "question b1", "question a2", "question b2");
        stack.receive(answers, 3);
    }

    @Test
    @Tag("F050")
    void whatWasNotBegunComesAgainWithTheOneThatFailedAndInItsOrder() {
        List<String> names = List.of("c1", "c2", "c3");
        String queue = stack.local()
                .sqs()
                .createQueue(create -> create.queueName("ordered.fifo")
                        .attributes(Map.of(
                                QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.VISIBILITY_TIMEOUT, "3600")))
                .queueUrl();
        names.forEach(name -> stack.local()
                .sqs()
                .sendMessage(send -> send.queueUrl(queue)
                        .messageGroupId(GROUP)
                        .messageDeduplicationId(name)
                        .messageBody(body(name))));
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(500)
                        .header("x-should-retry", "false")
                        .times(1));

        JsonNode first = resultOf(AwsEvents.received("ordered.fifo", stack.messages(queue, names.size())));
        JsonNode second = resultOf(AwsEvents.received("ordered.fifo", stack.messages(queue, names.size())));

        assertThat(first.at("/batchItemFailures")).hasSize(names.size());
        assertThat(second.at("/batchItemFailures")).isEmpty();
        assertThat(questions()).containsExactly("question c1", "question c1", "question c2", "question c3");
        stack.receive(answers, names.size());
    }

    @Test
    @Tag("F050")
    void aStandardQueuesGroupHoldsNothingUp() {
        String queue = stack.local().createQueue("fair");
        fails("question t1");
        for (String name : List.of("t1", "t2", "t3")) {
            stack.local()
                    .sqs()
                    .sendMessage(
                            send -> send.queueUrl(queue).messageGroupId(GROUP).messageBody(body(name)));
        }

        JsonNode result = resultOf(AwsEvents.received("fair", stack.messages(queue, 3)));

        assertThat(result.at("/batchItemFailures")).hasSize(1);
        assertThat(stack.receive(answers, 2))
                .extracting(reply -> reply.path("id").textValue())
                .containsExactlyInAnyOrder("group-t2", "group-t3");
    }

    @Test
    @Tag("F052")
    void atTheLastDeliveryTheSendersOfWhatWasNotBegunAreToldOnceToo() {
        fails("question d1");
        for (int receives = MAX_RECEIVES - 1; receives <= MAX_RECEIVES + 1; receives++) {
            ObjectNode event = AwsEvents.sqs(List.of(body("d1"), body("d2")));
            for (JsonNode message : event.path("Records")) {
                fromFifo(message, GROUP, receives);
            }
            assertThat(resultOf(event).at("/batchItemFailures")).hasSize(2);
        }

        assertThat(stack.receive(answers, 2))
                .extracting(reply -> reply.path("id").textValue() + " "
                        + reply.path("outcome").textValue() + " "
                        + reply.at("/error/code").textValue())
                .containsExactlyInAnyOrder(
                        "group-d1 unavailable upstream_failed", "group-d2 unavailable earlier_message_failed");
        assertThat(Waiting.in(stack.local().sqs(), answers)).isZero();
    }

    private void fails(String question) {
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(500)
                        .header("x-should-retry", "false")
                        .matching(question));
    }

    private static String body(String name) {
        return "{\"id\":\"group-%s\",\"body\":{\"input\":\"question %s\"}}".formatted(name, name);
    }

    private static void fromFifo(JsonNode message, String group, int receives) {
        ((ObjectNode) message)
                .put("eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:asks.fifo")
                .withObject("/attributes")
                .put("MessageGroupId", group)
                .put("ApproximateReceiveCount", Integer.toString(receives));
    }

    private List<String> questions() {
        return stack.local().model().calls().stream()
                .map(call -> call.json().path("input").textValue())
                .toList();
    }

    private JsonNode resultOf(ObjectNode event) {
        return Stack.parse(lambda.invoke(Json.bytes(event), Stack.LIMIT).text());
    }
}
