package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A server receives only the messages that it can begin: what waited in its hands would be delivered again elsewhere. The queue
 * moves a message that is received a second time to its dead-letter queue, which so tells whether that happened.
 */
@ExtendWith(Stack.Extension.class)
class PlacesIT {
    private static final Duration LIMIT = Stack.LIMIT.multipliedBy(2);

    private final Stack stack;

    PlacesIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 11", "3, 9, 11"})
    void eachMessageIsDeliveredOnceHoweverLongTheModelTakes(int concurrency, int messages, int seconds) {
        String name = "places-" + concurrency;
        String queue = stack.local().createQueue(name, name + "-dead", 1);
        String answers = stack.local().createQueue(name + "-answers");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(seconds)));
        Map<String, String> environment = environment(name, answers, concurrency, 10);
        // Two of them: the second would take what the first lets go.
        try (DragomanProcess first = DragomanProcess.server(0, environment);
                DragomanProcess second = DragomanProcess.server(0, environment)) {
            IntStream.range(0, messages).forEach(number -> send(queue, "order-" + number));

            List<JsonNode> replies = new ArrayList<>();
            Awaitility.await(messages + " answers").atMost(LIMIT).until(() -> {
                replies.addAll(receiveSome(answers));
                return replies.size() >= messages;
            });
            Awaitility.await("deleted").atMost(LIMIT).until(() -> left(queue) == 0);

            assertThat(replies)
                    .extracting(reply -> reply.path("id").textValue())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, messages)
                            .mapToObj(number -> "order-" + number)
                            .toList());
            assertThat(stack.local().model().calls()).hasSize(messages);
            assertThat(left(url(name + "-dead"))).as("received twice").isZero();
            assertThat(first.alive() && second.alive()).isTrue();
        }
    }

    @Test
    void whatAServerThatEndsHasNotBegunIsThereForOthersAtOnce() {
        String queue = stack.local().createQueue("places-ending");
        String answers = stack.local().createQueue("places-ending-answers");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(3)));
        // Hidden for longer than this test waits.
        Map<String, String> environment = environment("places-ending", answers, 1, 600);
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            IntStream.range(0, 5).forEach(number -> send(queue, "order-" + number));
            Awaitility.await()
                    .atMost(Stack.LIMIT)
                    .until(() -> !stack.local().model().calls().isEmpty());
            assertThat(server.alive()).isTrue();
        }

        int begun = stack.local().model().calls().size();
        assertThat(stack.receive(answers, begun)).hasSize(begun);
        List<Message> others = new ArrayList<>();
        Awaitility.await("the others").atMost(Stack.LIMIT).until(() -> {
            others.addAll(receive(queue));
            return others.size() >= 5 - begun;
        });
        assertThat(others).hasSize(5 - begun).hasSizeGreaterThanOrEqualTo(3);
    }

    private Map<String, String> environment(String queue, String answers, int concurrency, int visibility) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_POLL_QUEUE", queue);
        environment.put("DRAGOMAN_POLL_VISIBILITY", Integer.toString(visibility));
        environment.put("DRAGOMAN_CONCURRENCY", Integer.toString(concurrency));
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        return environment;
    }

    private void send(String queue, String id) {
        stack.local()
                .sqs()
                .sendMessage(send -> send.queueUrl(queue)
                        .messageBody("{\"id\":\"%s\",\"body\":{\"input\":\"Hello\"}}".formatted(id)));
    }

    private List<JsonNode> receiveSome(String queue) {
        return receive(queue).stream()
                .map(message -> {
                    stack.local()
                            .sqs()
                            .deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
                    return Stack.parse(message.body());
                })
                .toList();
    }

    private List<Message> receive(String queue) {
        return stack.local()
                .sqs()
                .receiveMessage(receive -> receive.queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(1)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    private String url(String name) {
        return stack.local().sqs().getQueueUrl(get -> get.queueName(name)).queueUrl();
    }

    private int left(String queue) {
        return Waiting.in(stack.local().sqs(), queue);
    }
}
