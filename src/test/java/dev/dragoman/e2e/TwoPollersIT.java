package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.S3Gate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two packaged servers that poll one bucket. */
@ExtendWith(Stack.Extension.class)
class TwoPollersIT {
    private static final int MANY = 30;

    private final Stack stack;
    private final String bucket = "both-" + Long.toString(System.nanoTime(), 36);

    TwoPollersIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(bucket);
        stack.local().createBucket(bucket + "-ledger");
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @Test
    void aDocumentThatTheOtherHasMovedIsNoError() {
        try (S3Gate gate = S3Gate.before(stack.local().aws().s3())) {
            try (DragomanProcess slow = DragomanProcess.server(0, environment(gate.endpoint()))) {
                gate.hold(request -> request.contains("inbox/both.md") && !request.contains("list-type=2"));
                stack.put(bucket, "inbox/both.md", "How does the tide know when to turn?");
                Awaitility.await().atMost(Stack.LIMIT).until(() -> !gate.held().isEmpty());

                try (DragomanProcess quick = DragomanProcess.server(
                        0, environment(stack.local().aws().s3()))) {
                    stack.awaitMove(bucket, "inbox/both.md", "done/both.md");
                    assertThat(quick.alive()).isTrue();
                }
                gate.release();
                stack.put(bucket, "inbox/next.md", "And when will it turn back?");
                stack.awaitMove(bucket, "inbox/next.md", "done/next.md");

                assertThat(stack.keys(bucket, "summaries/both"))
                        .containsExactlyInAnyOrder("summaries/both.md.summary.md", "summaries/both.md.receipt.json");
                assertThat(stack.keys(bucket, "failed/")).isEmpty();
                assertThat(slow.lines()).noneMatch(line -> line.contains("both.md") && line.contains("rejected"));
                assertThat(slow.lines()).noneMatch(line -> line.contains("\"ERROR\""));
            }
        }
        assertThat(stack.local().model().paid()).isEqualTo(2);
    }

    @Test
    void bothTogetherAnswerEachDocumentOnce() {
        List<String> names =
                IntStream.range(0, MANY).mapToObj("%02d.md"::formatted).toList();
        URI s3 = stack.local().aws().s3();
        try (DragomanProcess one = DragomanProcess.server(0, environment(s3));
                DragomanProcess other = DragomanProcess.server(0, environment(s3))) {
            names.forEach(name -> stack.put(bucket, "inbox/" + name, "Question " + name));

            names.forEach(name -> stack.awaitMove(bucket, "inbox/" + name, "done/" + name));

            assertThat(stack.keys(bucket, "done/")).hasSize(MANY);
            assertThat(stack.keys(bucket, "summaries/")).hasSize(2 * MANY).noneMatch(key -> key.endsWith("error.json"));
            assertThat(one.lines()).noneMatch(line -> line.contains("\"ERROR\""));
            assertThat(other.lines()).noneMatch(line -> line.contains("\"ERROR\""));
        }
        assertThat(stack.local().model().paid()).isEqualTo(MANY);
    }

    private Map<String, String> environment(URI s3) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        environment.put("DRAGOMAN_POLL_BUCKET", bucket);
        environment.put("DRAGOMAN_POLL_INTERVAL", "100ms");
        environment.put("DRAGOMAN_LEDGER", "s3://" + bucket + "-ledger/entries/");
        return environment;
    }
}
