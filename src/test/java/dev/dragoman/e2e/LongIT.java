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
import dev.dragoman.local.trial.FactModel;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.LongFunction;
import dev.dragoman.local.trial.LongMemory;
import dev.dragoman.local.trial.LongReading;
import dev.dragoman.local.trial.LongSamples;
import dev.dragoman.local.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Long documents through the packaged artifact; {@code mvn -q -Ptrial -Dtrial=long} is the whole of it. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongIT {
    private static final Map<String, String> SMALL_PARTS =
            Map.of("DRAGOMAN_DOCUMENTS_PARTS_MAX_PAGES", "10", "DRAGOMAN_DOCUMENTS_PARTS_MAX_TOKENS", "2500");
    private static final String BUCKET = "long-papers";
    private static final String LEDGER = "long-papers-ledger";
    private static final Duration INVOCATION = Duration.ofSeconds(12);

    private final Stack stack;

    LongIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        stack.local().createBucket(LEDGER);
    }

    @Test
    void whateverMomentAServerIsKilledAtEachPageIsReadInOnePart() throws Exception {
        holds(new LongReading(3, 400, 500, 4_000, 500));
    }

    /** About a second for each of eleven asks, one at a time: six seconds, of which some are kept back, are not enough. */
    @Test
    void aFunctionHandsOnWhatItsTimeDoesNotSufficeFor() throws Exception {
        holds(new LongFunction(1, 200, 300, 4_000, 1_000, Duration.ofSeconds(6)));
    }

    @Test
    void theHeapDoesNotGrowWithTheDocument() throws Exception {
        holds(new LongMemory(800, 15_000, 4_000, 128, 24));
    }

    private void holds(Trial trial) throws Exception {
        Findings findings = trial.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }

    private Map<String, String> environment(FactModel model) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.putAll(SMALL_PARTS);
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        environment.put("DRAGOMAN_LEDGER", "s3://" + LEDGER + "/ledger/");
        environment.put("DRAGOMAN_CONCURRENCY", "2");
        environment.put("DRAGOMAN_BUCKETS", BUCKET + "/inbox/");
        environment.put("DRAGOMAN_DOCUMENTS_DELIVERY_CHECK", "false");
        return environment;
    }

    @Test
    void anInvocationIsToldHowFarItIsAndGoesOnWhenItAsksAgain() throws Exception {
        stack.put(BUCKET, "inbox/invoked.pdf", LongSamples.pdf(200));
        byte[] ask = Json.bytes(Json.object().put("document", "s3://" + BUCKET + "/inbox/invoked.pdf"));
        try (FactModel model = FactModel.start(1_500);
                RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = environment(model);
            try (DragomanProcess function = Stack.function(lambda, environment)) {

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

    /** What the model makes of the seventh part of a document, always. */
    private static FactModel.Misstep poison(FactModel.FactCall call) {
        String name = call.span().equals("pages 61-70") ? call.document() : "";
        return switch (name) {
            case "refused.pdf" -> new FactModel.Misstep(200, FactModel.refusal(), 0);
            case "rejected.pdf" -> new FactModel.Misstep(400, error("invalid_request_error"), 0);
            case "failing.pdf" -> new FactModel.Misstep(500, error("server_error"), 0);
            case "hanging.pdf" -> new FactModel.Misstep(200, "", Stack.LIMIT.toMillis());
            default -> new FactModel.Misstep(0, "", 0);
        };
    }

    private static String error(String type) {
        ObjectNode json = Json.object();
        json.putObject("error").put("type", type).put("message", "Not this page.");
        return Json.text(json);
    }

    /**
     * Four documents, of each of which the same part never succeeds. What is the part's own fault is told in the summary; what
     * may pass is tried as often as the queue delivers the message, and what was paid is kept.
     */
    @Test
    void aPartThatNeverSucceedsIsTriedSoOftenAndNoMoreAndToldOf() {
        int deliveries = 2;
        int attempts = 3;
        String queue = stack.local().createQueue("long-poison", "long-poison-dead", deliveries);
        String dead = stack.local().createQueue("long-poison-dead");
        List<String> names = List.of("refused.pdf", "rejected.pdf", "failing.pdf", "hanging.pdf");
        try (FactModel model = FactModel.start(10)) {
            model.failing(LongIT::poison);
            Map<String, String> environment = environment(model);
            environment.put("DRAGOMAN_POLL_QUEUE", "long-poison");
            environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(deliveries));
            environment.put("DRAGOMAN_CONCURRENCY", "8");
            environment.put("DRAGOMAN_MODEL_TOTAL_TIMEOUT", "3s");
            environment.put("DRAGOMAN_MODEL_BREAKER_REST", "100ms");
            byte[] pdf = LongSamples.pdf(120);
            names.forEach(name -> {
                stack.put(BUCKET, "inbox/" + name, pdf);
                String event = Json.text(AwsEvents.s3(BUCKET, "inbox/" + name));
                stack.local().sqs().sendMessage(send -> send.queueUrl(queue).messageBody(event));
            });
            try (DragomanProcess server = DragomanProcess.server(0, environment)) {
                stack.receive(dead, 2);
                stack.awaitKey(BUCKET, "summaries/refused.pdf.receipt.json");
                stack.awaitKey(BUCKET, "summaries/rejected.pdf.receipt.json");

                assertThat(Waiting.in(stack.local().sqs(), queue)).isZero();
                assertThat(server.alive()).isTrue();
            }
            assertThat(model.counts()).allSatisfy((ask, count) -> {
                long most = ask.equals("failing.pdf part pages 61-70")
                        ? deliveries * attempts
                        : ask.equals("hanging.pdf part pages 61-70") ? deliveries : 1;
                assertThat(count).as(ask).isLessThanOrEqualTo(most);
            });
        }
        for (String name : List.of("refused.pdf", "rejected.pdf")) {
            JsonNode receipt = stack.json(BUCKET, "summaries/" + name + ".receipt.json");
            assertThat(receipt.path("outcome").asText()).as(name).isEqualTo("truncated");
            assertThat(receipt.path("coverage")).as(name).hasToString("{\"pages\":120,\"read\":110}");
            assertThat(stack.text(BUCKET, "summaries/" + name + ".summary.md"))
                    .startsWith("> **Incomplete.** ")
                    .contains("pages 61-70")
                    .contains("110 facts.");
        }
        for (String name : List.of("failing.pdf", "hanging.pdf")) {
            assertThat(stack.keys(BUCKET, "summaries/" + name))
                    .as(name)
                    .isEqualTo(Set.of("summaries/" + name + ".error.json"));
            JsonNode error = stack.json(BUCKET, "summaries/" + name + ".error.json");
            assertThat(error.path("outcome").asText()).as(name).isEqualTo("unavailable");
            assertThat(error.at("/receipt/coverage")).as(name).hasToString("{\"pages\":120,\"read\":110}");
        }
    }
}
