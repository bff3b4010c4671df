package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server on one bucket for all: documents, results and the ledger, of which asks may name a little. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllowedPlacesIT {
    private static final String BUCKET = "places";

    private final Stack stack;
    private final String asks;
    private final String answers;
    private final HttpClient client = HttpClient.newHttpClient();
    private final DragomanProcess server;

    AllowedPlacesIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        asks = stack.local().createQueue("places-asks");
        answers = stack.local().createQueue("places-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_QUEUE", "places-asks");
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        environment.put("DRAGOMAN_BUCKETS", BUCKET + "/shared/");
        environment.put("DRAGOMAN_HTTP_BUCKETS", BUCKET + "/shared/public/");
        server = DragomanProcess.launch(0, environment, List.of());
        server.awaitReady(Stack.LIMIT);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inbox/others.txt",
                "done/others.txt",
                "failed/others.txt",
                "summaries/others.txt.summary.md",
                "ledger/others.json",
                "replies/others.json",
                "shared/others.txt",
                "shared/public2/others.txt",
                "shared/public/../others.txt",
                "shared/public/../../ledger/others.json",
                "/shared/public/others.txt"
            })
    @Tag("F086")
    void aClientReadsOnlyWhatItsListNames(String key) throws Exception {
        HttpResponse<String> response = call("Bearer one", key, reference(key));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("bucket_not_allowed");
        assertThat(stack.local().model().calls()).isEmpty();
    }

    @Test
    void whatItsListNamesAClientReads() throws Exception {
        stack.put(BUCKET, "shared/public/notes.txt", "The caravan leaves at noon.");

        assertThat(call("Bearer one", "public", reference("shared/public/notes.txt"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(stack.local().model().calls().get(0).text()).contains("The caravan leaves at noon.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ledger/taken.json",
                "summaries/taken.summary.md",
                "done/taken.txt",
                "shared/taken.txt",
                "replies/../ledger/taken.json",
                "inbox/taken.json"
            })
    @Tag("F086")
    void anAnswerIsWrittenNowhereElse(String key) {
        ask(key, "replyTo", "s3://" + BUCKET + "/" + key);

        assertThat(stack.receive(answers, 1).get(0).at("/error/code").textValue())
                .isEqualTo("reply_to_not_allowed");
        assertThat(stack.keys(BUCKET, key)).isEmpty();
        assertThat(stack.local().model().calls()).isEmpty();
    }

    @Test
    void aReplyIsWrittenOnceAndOverwritesNothing() {
        stack.put(BUCKET, "replies/taken.json", "Mine");

        ask("to a free place", "replyTo", "s3://" + BUCKET + "/replies/free.json");
        stack.awaitKey(BUCKET, "replies/free.json");
        ask("to a taken place", "replyTo", "s3://" + BUCKET + "/replies/taken.json");
        Awaitility.await()
                .atMost(Stack.LIMIT)
                .until(() -> stack.keys(BUCKET, "replies/taken.json~").size() == 1);

        assertThat(stack.text(BUCKET, "replies/taken.json")).isEqualTo("Mine");
        assertThat(stack.keys(BUCKET, "replies/free")).containsExactly("replies/free.json");
    }

    @Test
    @Tag("F076")
    void aClientIsTheSameHoweverItWritesItsKey() throws Exception {
        String body = "{\"input\": \"Hello\"}";

        for (String authorization : List.of("Bearer one", "bearer  one", "BEARER one")) {
            assertThat(call(authorization, "order-1", body).statusCode()).isEqualTo(200);
        }
        assertThat(stack.local().model().paid()).isEqualTo(1);

        assertThat(call("Bearer other", "order-1", "{\"input\": \"Mine\"}").statusCode())
                .isEqualTo(200);
        ask("order-1", "deadline", "2100-01-01T00:00:00Z");
        assertThat(stack.receive(answers, 1).get(0).path("outcome").textValue()).isEqualTo("completed");
        assertThat(stack.local().model().paid()).isEqualTo(3);
    }

    private void ask(String id, String field, String value) {
        ObjectNode ask = Json.object().put("id", id).put(field, value);
        ask.putObject("body").put("input", "Hello from " + id);
        stack.local().sqs().sendMessage(send -> send.queueUrl(asks).messageBody(Json.text(ask)));
    }

    private static String reference(String key) {
        ObjectNode body = Json.object();
        body.putArray("input")
                .addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "input_file")
                .put("file_url", "s3://" + BUCKET + "/" + key);
        return Json.text(body);
    }

    private HttpResponse<String> call(String authorization, String id, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(server.uri("/v1/responses"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .header("Idempotency-Key", id)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
