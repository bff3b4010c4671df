package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.event.Continuation;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.RuntimeApiServer;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.trial.FactModel;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.LongReading;
import dev.dragoman.local.trial.LongSamples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Long documents through the packaged artifact; {@code mvn -q -Ptrial -Dtrial=long} is the whole of it. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongIT {
    private static final Map<String, String> SMALL_PARTS =
            Map.of("DRAGOMAN_DOCUMENTS_PARTS_MAX_PAGES", "10", "DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS", "2500");
    private static final String BUCKET = "long-papers";
    private static final Duration INVOCATION = Duration.ofSeconds(6);

    private final Stack stack;

    LongIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
    }

    @Test
    void whateverMomentAServerIsKilledAtEachPageIsReadInOnePart() throws Exception {
        LongReading reading = new LongReading(3, 200, 160, 1_000, 256, SMALL_PARTS);

        Findings findings = reading.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }

    private Map<String, String> environment(FactModel model) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.putAll(SMALL_PARTS);
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        environment.put("DRAGOMAN_CONCURRENCY", "2");
        environment.put("DRAGOMAN_BUCKETS", BUCKET + "/inbox/");
        environment.put("DRAGOMAN_DOCUMENTS_DELIVERY_CHECK", "false");
        return environment;
    }

    /** Twenty parts of half a second, two at a time, within six seconds of which some are kept back. */
    @Test
    void aFunctionHandsOnWhatItsTimeDoesNotSufficeFor() throws Exception {
        String queue = stack.local().createQueue("long-function");
        stack.put(BUCKET, "inbox/function.pdf", LongSamples.pdf(200));
        String event = Json.text(AwsEvents.s3(BUCKET, "inbox/function.pdf"));
        stack.local().sqs().sendMessage(send -> send.queueUrl(queue).messageBody(event));
        int invocations = 0;
        try (FactModel model = FactModel.start(500);
                RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment(model);
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                lambda.awaitFirstPoll(Stack.LIMIT);
                while (invocations < 20 && !isThere("summaries/function.pdf.summary.md")) {
                    List<Message> messages = received(queue);
                    for (Message message : messages) {
                        invocations++;
                        byte[] batch = Json.bytes(AwsEvents.received("long-function", List.of(message)));
                        assertThat(lambda.invoke(batch, INVOCATION).text()).isEqualTo("{\"batchItemFailures\":[]}");
                        stack.local()
                                .sqs()
                                .deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));
                    }
                }
                assertThat(function.alive()).isTrue();
            }
            assertThat(invocations).isBetween(2, 20);
            assertThat(model.counts())
                    .hasSize(21)
                    .allSatisfy((ask, count) -> assertThat(count).as(ask).isEqualTo(1));
        }
        JsonNode receipt = stack.json(BUCKET, "summaries/function.pdf.receipt.json");
        assertThat(receipt.path("outcome").asText()).isEqualTo("completed");
        assertThat(receipt.path("coverage")).hasToString("{\"pages\":200,\"read\":200}");
        assertThat(stack.text(BUCKET, "summaries/function.pdf.summary.md")).isEqualTo("200 facts.\n");
        assertThat(stack.keys(BUCKET, "summaries/function"))
                .isEqualTo(Set.of("summaries/function.pdf.summary.md", "summaries/function.pdf.receipt.json"));
        assertThat(received(queue)).isEmpty();
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

    private boolean isThere(String key) {
        return stack.keys(BUCKET, key).contains(key);
    }

    @Test
    void anInvocationIsToldHowFarItIsAndGoesOnWhenItAsksAgain() throws Exception {
        stack.put(BUCKET, "inbox/invoked.pdf", LongSamples.pdf(200));
        byte[] ask = Json.bytes(Json.object().put("document", "s3://" + BUCKET + "/inbox/invoked.pdf"));
        try (FactModel model = FactModel.start(500);
                RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment(model);
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                lambda.awaitFirstPoll(Stack.LIMIT);

                JsonNode first = Stack.parse(lambda.invoke(ask, INVOCATION).text());
                JsonNode second = first;
                for (int again = 0;
                        again < 20 && second.path("outcome").asText().equals("unavailable");
                        again++) {
                    second = Stack.parse(lambda.invoke(ask, INVOCATION).text());
                }

                assertThat(first.path("outcome").asText()).isEqualTo("unavailable");
                assertThat(first.at("/error/code").asText()).isEqualTo("document_unfinished");
                assertThat(first.path("parts").asInt()).isEqualTo(20);
                assertThat(first.path("partsDone").asInt()).isBetween(1, 19);
                assertThat(second.path("text").asText()).isEqualTo("200 facts.");
                assertThat(function.alive()).isTrue();
            }
            assertThat(model.counts())
                    .hasSize(21)
                    .allSatisfy((name, count) -> assertThat(count).as(name).isEqualTo(1));
        }
    }

    @Test
    void aPartThatTheModelRefusesIsNamedInTheSummaryOfAPolledDocument() {
        stack.local().createBucket("long-polled");
        try (FactModel model = FactModel.start(10)) {
            model.failing(call -> call.span().equals("pages 61-70")
                    ? new FactModel.Misstep(200, FactModel.refusal(), 0)
                    : new FactModel.Misstep(0, "", 0));
            Map<String, String> environment = environment(model);
            environment.put("DRAGOMAN_POLL_BUCKET", "long-polled");
            environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
            try (DragomanProcess server = DragomanProcess.server(0, environment)) {
                stack.put("long-polled", "inbox/refused.pdf", LongSamples.pdf(120));

                stack.awaitKey("long-polled", "done/refused.pdf");

                assertThat(server.alive()).isTrue();
            }
            assertThat(model.counts())
                    .allSatisfy((name, count) -> assertThat(count).as(name).isEqualTo(1));
        }
        assertThat(stack.text("long-polled", "summaries/refused.pdf.summary.md"))
                .startsWith("> **Incomplete.** ")
                .contains("pages 61-70")
                .contains("110 facts.");
        JsonNode receipt = stack.json("long-polled", "summaries/refused.pdf.receipt.json");
        assertThat(receipt.path("outcome").asText()).isEqualTo("truncated");
        assertThat(receipt.path("coverage")).hasToString("{\"pages\":120,\"read\":110}");
    }
}
