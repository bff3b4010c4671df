package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;

/** The packaged artifact as a server: the polled bucket and the polled queue. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollingIT {
    private static final String BUCKET = "polled-documents";
    private static final String QUEUE = "polled-asks";

    private final Stack stack;
    private final String asks;
    private final String answers;
    private final DragomanProcess server;

    PollingIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        asks = stack.local().createQueue(QUEUE);
        answers = stack.local().createQueue("polled-answers");
        putHuge("inbox/huge.pdf", 200L * 1024 * 1024);
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        environment.put("DRAGOMAN_POLL_QUEUE", QUEUE);
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        // If both doors bring a document, the one that comes later waits for the lease of the other.
        environment.put("DRAGOMAN_LEASE", "10s");
        environment.put("DRAGOMAN_DOCUMENTS_RULES_MINUTES_PREFIX", "inbox/minutes/");
        environment.put("DRAGOMAN_DOCUMENTS_RULES_MINUTES_MODEL", "openai/minutes-model");
        environment.put("DRAGOMAN_DOCUMENTS_RULES_MINUTES_MAX_OUTPUT_TOKENS", "321");
        // A heap that a 200 MB document would break, were it ever read into memory.
        server = DragomanProcess.launch(0, environment, List.of("-Xmx128m"));
        server.awaitReady(Stack.LIMIT);
    }

    private void putHuge(String key, long size) {
        stack.local()
                .s3()
                .putObject(
                        put -> put.bucket(BUCKET).key(key),
                        RequestBody.fromContentProvider(() -> new Zeros(size), size, "application/pdf"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @Test
    void aDroppedFileIsSummarisedAndMovedAway() {
        stack.putSample(BUCKET, "inbox/tides.pdf", "tide-observatory.pdf");

        stack.awaitMove(BUCKET, "inbox/tides.pdf", "done/tides.pdf");

        assertThat(stack.text(BUCKET, "summaries/tides.pdf.summary.md")).contains("8.43 metres");
        assertThat(stack.json(BUCKET, "summaries/tides.pdf.receipt.json")
                        .path("outcome")
                        .textValue())
                .isEqualTo("completed");
        assertThat(stack.keys(BUCKET, "inbox/tides")).isEmpty();
    }

    @Test
    void aRuleForAPrefixChoosesModelAndLimit() {
        stack.putSample(BUCKET, "inbox/minutes/ferry.md", "night-ferry.md");

        stack.awaitKey(BUCKET, "done/minutes/ferry.md");

        JsonNode receipt = stack.json(BUCKET, "summaries/minutes/ferry.md.receipt.json");
        assertThat(receipt.path("rule").textValue()).isEqualTo("minutes");
        assertThat(receipt.at("/model/asked").textValue()).isEqualTo("openai/minutes-model");
        assertThat(stack.local()
                        .model()
                        .calls()
                        .get(0)
                        .json()
                        .path("max_output_tokens")
                        .intValue())
                .isEqualTo(321);
    }

    @Test
    @Tag("F062")
    void whatCanNotBeSummarisedGetsAnErrorWithItsReason() {
        stack.put(BUCKET, "inbox/empty.pdf", "");
        stack.put(BUCKET, "inbox/program.pdf", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0});

        stack.awaitKey(BUCKET, "failed/empty.pdf");
        stack.awaitKey(BUCKET, "failed/program.pdf");
        stack.awaitKey(BUCKET, "failed/huge.pdf");

        assertThat(errorOf("empty.pdf")).isEqualTo("document_empty");
        assertThat(errorOf("program.pdf")).isEqualTo("document_type_unknown");
        assertThat(errorOf("huge.pdf")).isEqualTo("document_too_large");
        assertThat(stack.local().model().chargeable()).isZero();
    }

    private String errorOf(String name) {
        return stack.json(BUCKET, "summaries/" + name + ".error.json")
                .at("/error/code")
                .textValue();
    }

    @Test
    @Tag("F001")
    void aFileWaitsInTheInboxUntilTheModelIsBack() {
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(503)
                        .header("x-should-retry", "false")
                        .times(2));
        stack.put(BUCKET, "inbox/patient.md", "Who waits for the tide waits twice.");

        stack.awaitKey(BUCKET, "done/patient.md");

        assertThat(stack.local().model().calls())
                .extracting(ReceivedCall::text)
                .filteredOn(text -> text.contains("waits twice"))
                .hasSize(3);
        assertThat(stack.keys(BUCKET, "summaries/patient"))
                .containsExactlyInAnyOrder("summaries/patient.md.summary.md", "summaries/patient.md.receipt.json");
    }

    @Test
    void queuedAsksAreAnsweredInParallelAndDeleted() {
        Duration each = Duration.ofSeconds(1);
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(each));
        IntStream.range(0, 20)
                .forEach(i -> ask("{\"id\":\"polled-%d\",\"body\":{\"input\":\"Question %d\"}}".formatted(i, i)));

        List<JsonNode> replies = stack.receive(answers, 20);

        assertThat(replies).extracting(reply -> reply.path("id").textValue()).doesNotHaveDuplicates();
        assertThat(Stack.overlap(stack.local().model().calls(), each)).isTrue();
        Awaitility.await().atMost(Stack.LIMIT).until(() -> left() == 0);
    }

    @Test
    void aNotificationInTheQueueIsAnswered() {
        stack.putSample(BUCKET, "inbox/elsewhere.md", "night-ferry.md");

        ask(Json.text(AwsEvents.s3(BUCKET, "inbox/elsewhere.md")));

        stack.awaitKey(BUCKET, "summaries/elsewhere.md.receipt.json");
        stack.awaitMove(BUCKET, "inbox/elsewhere.md", "done/elsewhere.md");
        Awaitility.await().atMost(Stack.LIMIT).until(() -> left() == 0);
        assertThat(stack.local().model().calls()).hasSize(1);
    }

    /** It was answered and moved away, and then its event came once more. Other stores' events have no entity tag. */
    @Test
    void aDocumentThatIsGoneKeepsItsResult() {
        stack.put(BUCKET, "summaries/gone.md.summary.md", "A summary.");
        stack.put(BUCKET, "summaries/gone.md.receipt.json", "{}");

        ask(Json.text(AwsEvents.s3(BUCKET, "inbox/gone.md")));

        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> server.lines().stream()
                        .anyMatch(line -> line.contains("gone.md") && line.contains("document_missing")));
        Awaitility.await().atMost(Stack.LIMIT).until(() -> left() == 0);
        assertThat(stack.keys(BUCKET, "summaries/gone"))
                .containsExactlyInAnyOrder("summaries/gone.md.summary.md", "summaries/gone.md.receipt.json");
    }

    @Test
    void anAskThatCanNotBeAnsweredNowIsLeftInTheQueue() {
        stack.local().model().misbehave(Misbehaviour.error(500).matching("not now"));

        ask("{\"id\":\"not-now\",\"body\":{\"input\":\"not now\"}}");

        Awaitility.await().atMost(Stack.LIMIT).until(() -> stack.local().model().chargeable() > 0);
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> server.lines().stream().anyMatch(line -> line.contains("not-now")));
        assertThat(left()).isEqualTo(1);
        stack.local().sqs().purgeQueue(purge -> purge.queueUrl(asks));
    }

    private void ask(String body) {
        stack.local().sqs().sendMessage(send -> send.queueUrl(asks).messageBody(body));
    }

    private int left() {
        return Waiting.in(stack.local().sqs(), asks);
    }

    /** So many zero bytes, without the memory for them. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
