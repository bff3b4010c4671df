package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.S3Gate;
import dev.dragoman.local.Waiting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged artifact polls a queue from which it may not delete. */
@ExtendWith(Stack.Extension.class)
class UndeletableMessageIT {
    private static final String DELETE = "AmazonSQS.DeleteMessage";

    private final Stack stack;

    UndeletableMessageIT(Stack stack) {
        this.stack = stack;
        stack.local().model().reset();
    }

    @Test
    void itsAnswerIsSentOnce() throws Exception {
        String asks = stack.local().createQueue("undeletable-asks");
        String answers = stack.local().createQueue("undeletable-answers");
        try (S3Gate gate = S3Gate.before(stack.local().aws().sqs())) {
            Map<String, String> environment = new TreeMap<>(stack.local().environment());
            environment.put("AWS_ENDPOINT_URL_SQS", gate.endpoint().toString());
            environment.put("DRAGOMAN_POLL_QUEUE", "undeletable-asks");
            environment.put("DRAGOMAN_QUEUE_REPLY", answers);
            gate.refuse(request -> request.contains(DELETE));
            try (DragomanProcess server = DragomanProcess.server(0, environment)) {
                stack.local()
                        .sqs()
                        .sendMessage(send ->
                                send.queueUrl(asks).messageBody("{\"id\":\"once\",\"body\":{\"input\":\"Hello\"}}"));

                Awaitility.await()
                        .atMost(Stack.LIMIT)
                        .until(() -> gate.count(request -> request.contains(DELETE)) >= 2);

                assertThat(Waiting.in(stack.local().sqs(), answers)).isEqualTo(1);
                assertThat(stack.local().model().chargeable()).isEqualTo(1);
                assertThat(server.lines().stream().filter(line -> line.contains("can't be deleted")))
                        .hasSize(1);
                assertThat(get(server, "/q/metrics")).contains("dragoman_untidied{what=\"message\"} 1.0");
                assertThat(get(server, "/q/health/ready")).contains("\"undeleted\": 1");

                gate.refuse(request -> false);
                Awaitility.await()
                        .atMost(Stack.LIMIT)
                        .until(() -> Waiting.in(stack.local().sqs(), asks) == 0);
                Awaitility.await()
                        .atMost(Stack.LIMIT)
                        .until(() -> get(server, "/q/metrics").contains("dragoman_untidied{what=\"message\"} 0.0"));
                assertThat(Waiting.in(stack.local().sqs(), answers)).isEqualTo(1);
            }
        }
    }

    private static String get(DragomanProcess server, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
