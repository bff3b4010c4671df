package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.HeldUp;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S3 and SQS accept connections and never answer. Whoever waits for Dragoman waits for no longer than its own limits say; the SDK
 * by itself would wait for two minutes.
 */
@ExtendWith(Stack.Extension.class)
class SlowStoreIT {
    /** Far longer than the limits that are set here, and far shorter than what the SDK waits by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stack stack;
    private final String bucket = "slow-store-" + UUID.randomUUID();
    private final HeldUp s3;
    private final HeldUp sqs;

    SlowStoreIT(Stack stack) {
        this.stack = stack;
        this.s3 = HeldUp.before(stack.local().aws().s3());
        this.sqs = HeldUp.before(stack.local().aws().sqs());
        stack.local().createBucket(bucket);
        stack.putSample(bucket, "inbox/ferry.md", "night-ferry.md");
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @AfterEach
    void stop() {
        s3.close();
        sqs.close();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("AWS_ENDPOINT_URL_S3", s3.uri().toString());
        environment.put("AWS_ENDPOINT_URL_SQS", sqs.uri().toString());
        return environment;
    }

    @Test
    void aCallEndsWithinItsTotalTimeoutAlthoughItsDocumentNeverComes() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_HTTP_BUCKETS", bucket);
        environment.put("DRAGOMAN_MODEL_TOTAL_TIMEOUT", "3s");
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            s3.holdUp();

            HttpResponse<String> response = ask(
                    server,
                    "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"s3://" + bucket
                            + "/inbox/ferry.md\"}]}]}",
                    "document-1");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("storage_unavailable");
            assertThat(stack.local().model().calls()).isEmpty();
        }
    }

    @Test
    void nothingIsPaidIfTheLedgerDoesNotSayWhetherItMayBe() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_LEDGER", "s3://" + bucket + "/admission/");
        environment.put("DRAGOMAN_MODEL_TOTAL_TIMEOUT", "3s");
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            s3.holdUp();

            HttpResponse<String> response = ask(server, "{\"input\":\"Hello\"}", "admission-1");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("ledger_unavailable");
            assertThat(stack.local().model().calls()).isEmpty();
        }
    }

    @Test
    void anAnswerDoesNotWaitForTheLedgerAndIsStoredThereLater() throws Exception {
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_LEDGER", "s3://" + bucket + "/settlement/");
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(1)));
        try (DragomanProcess server = DragomanProcess.server(0, environment);
                DragomanProcess other = DragomanProcess.server(0, environment)) {
            CompletableFuture<HttpResponse<String>> answer =
                    CompletableFuture.supplyAsync(() -> asked(server, "settlement-1"));
            awaitCall();
            s3.holdUp();

            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);

            s3.release();
            Awaitility.await("stored")
                    .atMost(Stack.LIMIT)
                    .until(() -> stack.keys(bucket, "settlement/").stream()
                            .anyMatch(key -> stack.text(bucket, key).contains("\"completed\"")));
            assertThat(asked(other, "settlement-1").statusCode()).isEqualTo(200);
            assertThat(stack.local().model().calls()).hasSize(1);
        }
    }

    @Test
    void aFunctionReportsADocumentThatNeverComesBeforeItsTimeEnds() {
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = function(lambda, environment())) {
            lambda.awaitFirstPoll(Stack.LIMIT);
            s3.holdUp();

            RuntimeApiServer.Posted posted =
                    lambda.invoke(Json.bytes(AwsEvents.s3(bucket, "inbox/ferry.md")), Duration.ofSeconds(8));

            assertThat(posted.path()).isEqualTo("error");
            assertThat(posted.text()).contains("Dragoman.unavailable");
            assertThat(function.alive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFunctionReportsAMessageThatItCouldNotAnswerBeforeItsTimeEnds(boolean answered) {
        String answers = stack.local().createQueue("slow-store-answers-" + answered);
        Map<String, String> environment = environment();
        environment.put(
                "DRAGOMAN_QUEUE_REPLY",
                answers.replace(stack.local().aws().sqs().toString(), sqs.uri().toString()));
        if (!answered) {
            stack.local().model().misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));
        }
        try (RuntimeApiServer lambda = RuntimeApiServer.start();
                DragomanProcess function = function(lambda, environment)) {
            lambda.awaitFirstPoll(Stack.LIMIT);
            sqs.holdUp();
            ObjectNode event = AwsEvents.sqs(List.of("{\"id\":\"slow-1\",\"body\":{\"input\":\"Hello\"}}"));

            JsonNode result = Stack.parse(
                    lambda.invoke(Json.bytes(event), Duration.ofSeconds(8)).text());

            assertThat(result.at("/batchItemFailures")).hasSize(1);
            assertThat(stack.local().model().calls()).hasSize(1);

            sqs.release();
            if (answered) {
                result = Stack.parse(
                        lambda.invoke(Json.bytes(event), Stack.LIMIT).text());
                assertThat(result.at("/batchItemFailures")).isEmpty();
                assertThat(stack.receive(answers, 1)).hasSize(1);
                assertThat(stack.local().model().calls()).as("paid once").hasSize(1);
            }
            assertThat(function.alive()).isTrue();
        }
    }

    @Test
    void aPolledMessageWhoseAnswerCanNotBeSentIsAnsweredOnceTheQueueIsBack() {
        String asks = stack.local().createQueue("slow-store-asks");
        String answers = stack.local().createQueue("slow-store-polled");
        Map<String, String> environment = environment();
        environment.put("DRAGOMAN_POLL_QUEUE", "slow-store-asks");
        environment.put("DRAGOMAN_POLL_VISIBILITY", "10");
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(1)));
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            stack.local()
                    .sqs()
                    .sendMessage(send ->
                            send.queueUrl(asks).messageBody("{\"id\":\"polled-1\",\"body\":{\"input\":\"Hello\"}}"));
            awaitCall();
            sqs.holdUp();
            Awaitility.await("given up for now")
                    .atMost(Stack.LIMIT)
                    .until(() -> server.lines().stream().anyMatch(line -> line.contains("delivery_failed")));

            sqs.release();

            assertThat(stack.receive(answers, 1).get(0).path("id").textValue()).isEqualTo("polled-1");
            Awaitility.await("deleted")
                    .atMost(Stack.LIMIT)
                    .until(() -> Waiting.in(stack.local().sqs(), asks) == 0);
            assertThat(stack.local().model().calls()).as("paid once").hasSize(1);
        }
    }

    private static DragomanProcess function(RuntimeApiServer lambda, Map<String, String> environment) {
        environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        return DragomanProcess.launch(0, environment, List.of());
    }

    private void awaitCall() {
        Awaitility.await("the model is called")
                .atMost(Stack.LIMIT)
                .until(() -> !stack.local().model().calls().isEmpty());
    }

    private static HttpResponse<String> asked(DragomanProcess server, String id) {
        try {
            return ask(server, "{\"input\":\"Hello\"}", id);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static HttpResponse<String> ask(DragomanProcess server, String body, String id)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", id)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
