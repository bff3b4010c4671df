package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.S3Gate;
import dev.dragoman.local.model.Misbehaviour;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged artifact polls a bucket behind a gate: what it reads, what it does again, and what it leaves. */
@ExtendWith(Stack.Extension.class)
class PolledBucketIT {
    private static final int LARGE = 2 * 1024 * 1024;
    /** Of which a PDF's pages can be counted many times without its contents. */
    private static final int PDF_SIZE = 4 * LARGE;

    private static final int MANY_POLLS = 20;

    private final Stack stack;
    private final String bucket = "gated-" + Long.toString(System.nanoTime(), 36);
    private final S3Gate gate;
    private final DragomanProcess server;

    PolledBucketIT(Stack stack) {
        this.stack = stack;
        stack.local().model().reset();
        stack.local().createBucket(bucket);
        gate = S3Gate.before(stack.local().aws().s3());
        server = DragomanProcess.server(0, environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("AWS_ENDPOINT_URL_S3", gate.endpoint().toString());
        environment.put("DRAGOMAN_POLL_BUCKET", bucket);
        environment.put("DRAGOMAN_POLL_INTERVAL", "100ms");
        return environment;
    }

    @AfterEach
    void stop() {
        server.close();
        gate.close();
        stack.local().model().reset();
    }

    @Test
    void aRestingDocumentIsNotReadAtEachPoll() throws IOException {
        stack.local().model().misbehave(Misbehaviour.error(500).header("x-should-retry", "false"));
        stack.put(bucket, "inbox/one.pdf", pdf());
        stack.put(bucket, "inbox/two.pdf", pdf());

        Awaitility.await().atMost(Stack.LIMIT).until(() -> stack.local().model().chargeable() >= 2);
        awaitPolls(MANY_POLLS);

        assertThat(gate.bytesOut()).isLessThan(PDF_SIZE);
        assertThat(stack.keys(bucket, "summaries/")).isEmpty();
    }

    @Test
    void whatCanNotBeMovedIsAnsweredOnce() throws Exception {
        gate.refuse(request -> request.startsWith("DELETE"));
        stack.put(bucket, "inbox/patient.md", "How does the tide know when to turn?");
        stack.put(bucket, "inbox/odd.bin", garbage());

        stack.awaitKey(bucket, "done/patient.md");
        stack.awaitKey(bucket, "failed/odd.bin");
        awaitPolls(MANY_POLLS);

        assertThat(gate.count(request -> request.startsWith("PUT /" + bucket + "/summaries/patient.md.summary.md")))
                .isEqualTo(1);
        assertThat(gate.count(request -> request.startsWith("PUT /" + bucket + "/summaries/odd.bin.error.json")))
                .isEqualTo(1);
        assertThat(stack.local().model().chargeable()).isEqualTo(1);
        assertThat(gate.bytesOut()).isLessThan(LARGE);
        assertThat(server.lines().stream().filter(line -> line.contains("can't be moved")))
                .hasSize(2);
        assertThat(get("/q/metrics")).contains("dragoman_untidied{what=\"document\"} 2.0");
        assertThat(get("/q/health/ready")).contains("\"untidied\": 2");

        gate.refuse(request -> false);
        stack.awaitMove(bucket, "inbox/patient.md", "done/patient.md");
        stack.awaitMove(bucket, "inbox/odd.bin", "failed/odd.bin");

        assertThat(stack.keys(bucket, "done/")).containsExactly("done/patient.md");
        assertThat(stack.keys(bucket, "failed/")).containsExactly("failed/odd.bin");
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> get("/q/metrics").contains("dragoman_untidied{what=\"document\"} 0.0"));
        assertThat(stack.local().model().chargeable()).isEqualTo(1);
    }

    @Test
    void whatCanNotBeReadNowIsTakenLater() {
        gate.refuse(request -> request.contains("inbox/shy.md"));
        stack.put(bucket, "inbox/shy.md", "How does the tide know when to turn?");
        Awaitility.await().atMost(Stack.LIMIT).until(() -> log("bucket_forbidden"));

        gate.refuse(request -> false);

        stack.awaitMove(bucket, "inbox/shy.md", "done/shy.md");
        assertThat(stack.keys(bucket, "summaries/"))
                .containsExactlyInAnyOrder("summaries/shy.md.summary.md", "summaries/shy.md.receipt.json");
    }

    @Test
    void aListingThatFailsIsToldOnceAndTriedAgain() throws Exception {
        gate.refuse(request -> request.contains("list-type=2"));
        awaitPolls(MANY_POLLS);

        assertThat(server.lines().stream().filter(line -> line.contains("can't be listed")))
                .hasSize(1);
        assertThat(get("/q/health/ready")).contains("\"listed\": false");

        gate.refuse(request -> false);
        stack.put(bucket, "inbox/late.md", "How does the tide know when to turn?");

        stack.awaitMove(bucket, "inbox/late.md", "done/late.md");
        assertThat(get("/q/health/ready")).contains("\"listed\": true");
    }

    @Test
    void aLaterDocumentOfTheSameNameLeavesTheEarlierOneWhereItIs() {
        stack.put(bucket, "inbox/notes.md", "The first");
        stack.awaitMove(bucket, "inbox/notes.md", "done/notes.md");

        stack.put(bucket, "inbox/notes.md", "The second");
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.keys(bucket, "done/").size() == 2);
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.keys(bucket, "inbox/").isEmpty());

        assertThat(stack.text(bucket, "done/notes.md")).isEqualTo("The first");
        String other = stack.keys(bucket, "done/notes~").iterator().next();
        assertThat(other).matches("done/notes~[0-9a-f]{12}\\.md");
        assertThat(stack.text(bucket, other)).isEqualTo("The second");
    }

    @Test
    void oddNamesAreAnsweredBesideEachOther() {
        String[] names = {
            "a b+c.md",
            "100%25.md",
            "über 😀.md",
            "a..b.md",
            "line\nbreak.md",
            "tab\tand \u0001.md",
            "quote\"<&>'.md",
            "zuletzt.md"
        };
        Arrays.stream(names).forEach(name -> stack.put(bucket, "inbox/" + name, "Named " + name));
        stack.put(bucket, "inbox/", new byte[0]);
        stack.put(bucket, "inbox/folder/", new byte[0]);

        for (String name : names) {
            stack.awaitMove(bucket, "inbox/" + name, "done/" + name);
        }
        awaitPolls(3);

        assertThat(stack.local().model().chargeable()).isEqualTo(names.length);
        assertThat(stack.keys(bucket, "failed/")).isEmpty();
    }

    private void awaitPolls(int count) {
        long before = listings();
        Awaitility.await().atMost(Stack.LIMIT).until(() -> listings() >= before + count);
    }

    private long listings() {
        return gate.count(request -> request.contains("list-type=2") && request.contains("prefix=inbox%2F"));
    }

    private boolean log(String text) {
        return server.lines().stream().anyMatch(line -> line.contains(text));
    }

    private String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** One page whose content does not become smaller. */
    private static byte[] pdf() throws IOException {
        byte[] content = new byte[PDF_SIZE];
        new Random(1).nextBytes(content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            page.setContents(new PDStream(document, new ByteArrayInputStream(content)));
            document.addPage(page);
            document.save(bytes);
        }
        return bytes.toByteArray();
    }

    private static byte[] garbage() {
        byte[] bytes = new byte[LARGE];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, bytes, 0, 7);
        return bytes;
    }
}
