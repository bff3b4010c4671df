package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.batches.BatchUsage;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.dragoman.event.Sha256;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.Misbehaviour;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official Java client's files and batches, over the packaged artifact; nothing but base URL and key is changed. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchApiIT {
    private static final String BUCKET = "client-batches";
    private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");

    private final Stack stack;
    private final DragomanProcess server;
    private final OpenAIClient client;
    private final OpenAIClient other;

    BatchApiIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        server = DragomanProcess.server(0, environment());
        client = clientWith("open sesame", server);
        other = clientWith("other key", server);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        // SHA-256 of "open sesame" and of "other key"
        environment.put(
                "DRAGOMAN_HTTP_KEYS",
                "shop:41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb," + sha256("other key"));
        environment.put("DRAGOMAN_BATCHES", "s3://" + BUCKET + "/batches/");
        environment.put("DRAGOMAN_BATCHES_SLICE", "5");
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        environment.put("DRAGOMAN_CONCURRENCY", "3");
        return environment;
    }

    private static String sha256(String text) {
        return Sha256.hex(text);
    }

    private static OpenAIClient clientWith(String key, DragomanProcess server) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @AfterAll
    void stop() {
        client.close();
        other.close();
        server.close();
    }

    private static String line(String id) {
        ObjectNode json =
                Json.object().put("custom_id", id).put("method", "POST").put("url", "/v1/responses");
        json.putObject("body").put("input", "Hello, " + id);
        return Json.text(json);
    }

    private static String lines(String test, int count) {
        return ids(test, count).stream().map(BatchApiIT::line).collect(Collectors.joining("\n"));
    }

    private static List<String> ids(String test, int count) {
        return IntStream.range(0, count).mapToObj(i -> test + "-" + i).toList();
    }

    /** The calls of one test: batches of another may still be in work. */
    private long asked(String test) {
        return stack.local().model().calls().stream()
                .filter(call -> call.text().contains("Hello, " + test + "-"))
                .count();
    }

    private FileObject upload(String text) {
        return client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                                .filename("questions.jsonl")
                                .build())
                        .build());
    }

    @Test
    void filesAndResultsExpireWhenTheirClientSays() throws IOException {
        long began = Instant.now().getEpochSecond();
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(3_600)
                                .build())
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(
                                        lines("brief", 2).getBytes(StandardCharsets.UTF_8)))
                                .filename("questions.jsonl")
                                .build())
                        .build());
        BatchCreateParams.Builder batch = BatchCreateParams.builder()
                .inputFileId(file.id())
                .endpoint(BatchCreateParams.Endpoint.V1_RESPONSES)
                .completionWindow(BatchCreateParams.CompletionWindow._24H);

        assertThat(file.expiresAt().orElseThrow()).isBetween(began + 3_600, began + 3_660);
        assertThatThrownBy(() -> client.batches()
                        .create(batch.outputExpiresAfter(BatchCreateParams.OutputExpiresAfter.builder()
                                        .seconds(60)
                                        .build())
                                .build()))
                .hasMessageContaining("output_expires_after");
        Batch done = ended(client.batches()
                .create(batch.outputExpiresAfter(BatchCreateParams.OutputExpiresAfter.builder()
                                .seconds(7_200)
                                .build())
                        .build())
                .id());
        assertThat(client.files()
                        .retrieve(done.outputFileId().orElseThrow())
                        .expiresAt()
                        .orElseThrow())
                .isBetween(began + 7_200, began + 7_300);
    }

    private Batch create(String file) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file)
                        .endpoint(BatchCreateParams.Endpoint.V1_RESPONSES)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
    }

    private Batch ended(String id) {
        return Awaitility.await(id)
                .atMost(Stack.LIMIT)
                .until(
                        () -> client.batches().retrieve(id),
                        batch -> ENDED.contains(batch.status().asString()));
    }

    private List<String> content(OpenAIClient whose, String file) throws IOException {
        try (HttpResponse response = whose.files().content(file)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @Test
    void aBatchIsUploadedCreatedPolledAndDownloaded() throws IOException {
        FileObject file = upload(lines("whole", 23));
        assertThat(file.filename()).isEqualTo("questions.jsonl");
        assertThat(content(client, file.id())).hasSize(23);

        Batch created = create(file.id());
        Batch done = ended(created.id());

        assertThat(created.status().asString()).isEqualTo("validating");
        assertThat(done.status().asString()).isEqualTo("completed");
        assertThat(done.requestCounts().orElseThrow().total()).isEqualTo(23);
        assertThat(done.requestCounts().orElseThrow().completed()).isEqualTo(23);
        assertThat(done.errorFileId()).isEmpty();
        assertThat(List.of(
                        done.createdAt(),
                        done.inProgressAt().orElseThrow(),
                        done.finalizingAt().orElseThrow(),
                        done.completedAt().orElseThrow()))
                .isSorted();
        BatchUsage usage = done.usage().orElseThrow();
        assertThat(usage.totalTokens()).isPositive().isEqualTo(usage.inputTokens() + usage.outputTokens());
        assertThat(usage.inputTokensDetails().cachedTokens()).isNotNegative();
        assertThat(usage.outputTokensDetails().reasoningTokens()).isNotNegative();
        assertThat(created.usage()).isEmpty();
        List<String> output = content(client, done.outputFileId().orElseThrow());
        assertThat(output.stream()
                        .map(line -> Stack.parse(line).path("custom_id").asText()))
                .containsExactlyElementsOf(ids("whole", 23));
        assertThat(client.files()
                        .retrieve(done.outputFileId().orElseThrow())
                        .purpose()
                        .asString())
                .isEqualTo("batch_output");
        assertThat(asked("whole")).isEqualTo(23);
        // Each line is told as the client's that created the batch.
        assertThat(server.lines().stream().filter(line -> line.contains("http-batch") && line.contains("whole-")))
                .hasSize(23)
                .allMatch(line -> line.contains("\"client\":\"shop\""));
    }

    @Test
    void aLargeFileIsTakenInLittleMemory() {
        byte[] line = (line("large-1") + "\n").getBytes(StandardCharsets.UTF_8);
        long size = 150L * 1024 * 1024 / line.length * line.length;
        try (DragomanProcess small = DragomanProcess.launch(0, environment(), List.of("-Xmx128m"))) {
            small.awaitReady(Stack.LIMIT);
            OpenAIClient its = clientWith("open sesame", small);

            FileObject file = its.files()
                    .create(FileCreateParams.builder()
                            .purpose(FilePurpose.BATCH)
                            .file(MultipartField.<InputStream>builder()
                                    .value(new Repeated(line, size))
                                    .filename("large.jsonl")
                                    .build())
                            .build());

            assertThat(file.bytes()).isEqualTo(size);
            assertThat(its.files().delete(file.id()).deleted()).isTrue();
            its.close();
        }
    }

    /** The same bytes again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] part;
        private final long size;
        private long at;

        Repeated(byte[] part, long size) {
            this.part = part;
            this.size = size;
        }

        @Override
        public int read() {
            return at == size ? -1 : part[(int) (at++ % part.length)] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int from = (int) (at % part.length);
            int count = (int) Math.min(Math.min(length, part.length - from), size - at);
            if (count == 0 && length > 0) {
                return -1;
            }
            System.arraycopy(part, from, bytes, offset, count);
            at += count;
            return count;
        }
    }

    @Test
    void aBadFileFailsWithItsLinesAndCostsNothing() {
        Batch failed = ended(
                create(upload(line("bad-1") + "\n" + line("bad-1") + "\nno").id())
                        .id());

        assertThat(failed.status().asString()).isEqualTo("failed");
        assertThat(failed.errors().orElseThrow().data().orElseThrow())
                .extracting(
                        error -> error.line().orElse(0L) + " " + error.code().orElse(""))
                .containsExactly("2 duplicate_custom_id", "3 invalid_json_line");
        assertThat(failed.outputFileId()).isEmpty();
        assertThat(asked("bad")).isZero();
    }

    @Test
    void aCancelledBatchStopsAndDeliversWhatIsDone() throws IOException {
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofMillis(100)));
        FileObject file = upload(lines("cancel", 200));
        Batch created = create(file.id());
        client.files().delete(file.id());
        Awaitility.await().atMost(Stack.LIMIT).until(() -> asked("cancel") >= 12);

        Batch cancelling = client.batches().cancel(created.id());
        Batch cancelled = ended(created.id());

        assertThat(cancelling.status().asString()).isIn("cancelling", "cancelled");
        assertThat(cancelled.status().asString()).isEqualTo("cancelled");
        List<String> output = content(client, cancelled.outputFileId().orElseThrow());
        List<String> errors = content(client, cancelled.errorFileId().orElseThrow());
        assertThat(output).hasSizeBetween(12, 199);
        assertThat(output.size() + errors.size()).isEqualTo(200);
        assertThat(errors)
                .allSatisfy(line ->
                        assertThat(Stack.parse(line).at("/error/code").asText()).isEqualTo("batch_cancelled"));
        assertThat(asked("cancel")).isEqualTo(output.size());
        assertThatThrownBy(() -> client.batches().cancel(created.id()))
                .isInstanceOfSatisfying(OpenAIServiceException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(409);
                    assertThat(refused.headers().values("x-should-retry")).containsExactly("false");
                });
    }

    @Test
    void nobodySeesWhatAnotherClientHas() {
        FileObject file = upload(lines("one", 1));
        Batch batch = create(file.id());

        assertThatThrownBy(() -> other.files().retrieve(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> content(other, file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.files().delete(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.batches().retrieve(batch.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.batches().cancel(batch.id())).isInstanceOf(NotFoundException.class);
        assertThat(other.batches().list().data()).isEmpty();
        assertThat(other.files().list().data()).isEmpty();
        assertThat(ended(batch.id()).status().asString()).isEqualTo("completed");
    }

    @Test
    void listsAreReadPageByPageTheNewestFirst() {
        String file = upload(lines("one", 1)).id();
        List<String> made =
                IntStream.range(0, 5).mapToObj(i -> create(file).id()).toList();

        List<String> listed = client
                .batches()
                .list(BatchListParams.builder().limit(2).build())
                .autoPager()
                .stream()
                .map(Batch::id)
                .limit(5)
                .toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
        assertThat(client.files().list().data()).extracting(FileObject::id).contains(file);
        assertThat(client.files().delete(file).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(file)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aBatchThatExpiresDeliversWhatIsDone() throws IOException {
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(Duration.ofSeconds(1)));
        Batch created = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(upload(lines("late", 100)).id())
                        .endpoint(BatchCreateParams.Endpoint.V1_RESPONSES)
                        .completionWindow(BatchCreateParams.CompletionWindow.of("8s"))
                        .build());

        Batch expired = ended(created.id());

        assertThat(expired.status().asString()).isEqualTo("expired");
        List<String> output = content(client, expired.outputFileId().orElseThrow());
        List<String> errors = content(client, expired.errorFileId().orElseThrow());
        assertThat(output.size() + errors.size()).isEqualTo(100);
        assertThat(errors)
                .allSatisfy(line ->
                        assertThat(Stack.parse(line).at("/error/code").asText()).isEqualTo("batch_expired"));
    }
}
