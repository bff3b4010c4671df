package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.PayloadPointer;
import dev.dragoman.event.S3Location;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged artifact as a Lambda function, behind a Runtime API. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionIT {
    private static final String BUCKET = "function-documents";
    /** Stands only on the third page of the sample PDF. */
    private static final String FACT = "8.43 metres";

    private final Stack stack;
    private final String answers;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess function;

    FunctionIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        answers = stack.local().createQueue("function-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_BUCKETS", BUCKET);
        environment.put("QUARKUS_LOG_CATEGORY__DRAGOMAN_START__LEVEL", "DEBUG");
        // A function polls nothing, whatever is set.
        environment.put("DRAGOMAN_POLL_QUEUE", "no-such-queue");
        function = Stack.function(lambda, environment);
    }

    @AfterAll
    void stop() {
        function.close();
        lambda.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @Test
    void itsLogSaysWhereTheStartWent() {
        await().untilAsserted(() -> assertThat(function.lines())
                .filteredOn(line -> line.contains("milliseconds of each phase"))
                .singleElement()
                .asString()
                .containsPattern("container [0-9.]+, checks [0-9.]+, routes [0-9.]+, connection [0-9.]+"));
    }

    @Test
    void aPdfInADirectEventIsSummarisedFromAllItsPages() {
        stack.putSample(BUCKET, "inbox/direct/über die gezeiten.pdf", "tide-observatory.pdf");

        assertThat(resultOf(AwsEvents.s3(BUCKET, "inbox/direct/über die gezeiten.pdf"))
                        .isNull())
                .isTrue();

        String summary = stack.text(BUCKET, "summaries/direct/über die gezeiten.pdf.summary.md");
        JsonNode receipt = stack.json(BUCKET, "summaries/direct/über die gezeiten.pdf.receipt.json");
        assertThat(summary).contains(FACT);
        assertThat(receipt.path("outcome").textValue()).isEqualTo("completed");
        assertThat(receipt.at("/document/contentType").textValue()).isEqualTo("application/pdf");
        assertThat(receipt.at("/model/asked").textValue()).isEqualTo("openai/gpt-5.2-chat");
        assertThat(receipt.at("/usage/input_tokens").intValue()).isGreaterThan(500);
    }

    @Test
    void theModelGetsAPresignedUrlAndNotTheFile() {
        stack.putSample(BUCKET, "inbox/presigned.pdf", "tide-observatory.pdf");

        resultOf(AwsEvents.s3(BUCKET, "inbox/presigned.pdf"));

        JsonNode file = stack.local().model().calls().get(0).json().at("/input/0/content/0");
        assertThat(file.path("type").textValue()).isEqualTo("input_file");
        assertThat(file.path("file_url").textValue()).contains("X-Amz-Signature=");
        assertThat(file.has("file_data")).isFalse();
    }

    @Test
    void everyRecordOfAnEventIsAnswered() {
        stack.putSample(BUCKET, "inbox/many/ferry.md", "night-ferry.md");
        stack.putSample(BUCKET, "inbox/many/light.png", "harbour-light.png");

        resultOf(AwsEvents.s3(BUCKET, "inbox/many/ferry.md", "inbox/many/light.png"));

        assertThat(stack.text(BUCKET, "summaries/many/ferry.md.summary.md")).contains("Halcyon");
        assertThat(stack.text(BUCKET, "summaries/many/light.png.summary.md")).contains("320 x 200");
    }

    @Test
    void anEventThroughEventBridgeIsAnswered() {
        stack.putSample(BUCKET, "inbox/bridge 1+1.md", "night-ferry.md");

        assertThat(resultOf(AwsEvents.eventBridge(BUCKET, "inbox/bridge 1+1.md"))
                        .isNull())
                .isTrue();

        assertThat(stack.keys(BUCKET, "summaries/bridge"))
                .containsExactlyInAnyOrder(
                        "summaries/bridge 1+1.md.summary.md", "summaries/bridge 1+1.md.receipt.json");
    }

    @Test
    void anEventThroughSnsIsAnswered() {
        stack.putSample(BUCKET, "inbox/sns.md", "night-ferry.md");

        assertThat(resultOf(AwsEvents.sns(AwsEvents.s3(BUCKET, "inbox/sns.md"))).isNull())
                .isTrue();

        assertThat(stack.keys(BUCKET, "summaries/sns.md")).hasSize(2);
    }

    @Test
    void anEventThroughSqsIsAnsweredAndAcknowledged() {
        stack.putSample(BUCKET, "inbox/queued.md", "night-ferry.md");

        JsonNode result = resultOf(AwsEvents.sqs(List.of(Json.text(AwsEvents.s3(BUCKET, "inbox/queued.md")))));

        assertThat(Json.text(result)).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(stack.keys(BUCKET, "summaries/queued.md")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3-test-event", "s3-removed"})
    @Tag("F064")
    void testEventsAndRemovalsNeedNoWork(String sample) {
        assertThat(resultOf(AwsEvents.sample(sample)).isNull()).isTrue();
        assertThat(stack.local().model().chargeable()).isZero();
    }

    @Test
    @Tag("F065")
    void theOutputPrefixIsNeverAnInput() {
        stack.put(BUCKET, "summaries/old.summary.md", "A summary of long ago.");

        resultOf(AwsEvents.s3(BUCKET, "summaries/old.summary.md"));

        assertThat(stack.local().model().chargeable()).isZero();
        assertThat(stack.keys(BUCKET, "summaries/old")).containsExactly("summaries/old.summary.md");
    }

    @Test
    @Tag("F057")
    void aDuplicateEventIsPaidForOnce() {
        stack.putSample(BUCKET, "inbox/twice.md", "night-ferry.md");
        ObjectNode withETag = withETag("inbox/twice.md");

        resultOf(withETag);
        resultOf(withETag);

        assertThat(stack.local().model().chargeable()).isEqualTo(1);
        assertThat(stack.json(BUCKET, "summaries/twice.md.receipt.json")
                        .path("fromLedger")
                        .booleanValue())
                .isTrue();
    }

    @Test
    @Tag("F058")
    void anOlderEventThatComesAfterANewerOneChangesNothing() {
        stack.put(BUCKET, "inbox/order.md", "The old ferry leaves at six.");
        ObjectNode older = withETag("inbox/order.md");
        stack.put(BUCKET, "inbox/order.md", "The new ferry leaves at nine.");
        ObjectNode newer = withETag("inbox/order.md");

        resultOf(newer);
        JsonNode receipt = stack.json(BUCKET, "summaries/order.md.receipt.json");
        resultOf(older);

        assertThat(stack.local().model().chargeable()).isEqualTo(1);
        assertThat(stack.json(BUCKET, "summaries/order.md.receipt.json")).isEqualTo(receipt);
        assertThat(stack.keys(BUCKET, "summaries/order.md"))
                .containsExactlyInAnyOrder("summaries/order.md.summary.md", "summaries/order.md.receipt.json");
    }

    @Test
    @Tag("F063")
    void anEventThatComesAgainRepeatsNothingThatWasDone() {
        stack.putSample(BUCKET, "inbox/first.md", "night-ferry.md");
        stack.put(BUCKET, "inbox/second.md", "This one is unlucky.");
        ObjectNode event = withETag("inbox/first.md");
        event.withArray("Records").add(withETag("inbox/second.md").at("/Records/0"));
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(503)
                        .header("x-should-retry", "false")
                        .header("Retry-After", "0")
                        .matching("unlucky")
                        .times(1));

        assertThat(invoke(event).path()).isEqualTo("error");
        assertThat(stack.keys(BUCKET, "summaries/first.md")).contains("summaries/first.md.summary.md");
        resultOf(event);

        assertThat(stack.keys(BUCKET, "summaries/second.md")).contains("summaries/second.md.summary.md");
        assertThat(stack.local().model().paid()).isEqualTo(2);
    }

    private ObjectNode withETag(String key) {
        String eTag = stack.local()
                .s3()
                .headObject(head -> head.bucket(BUCKET).key(key))
                .eTag()
                .replace("\"", "");
        ObjectNode event = AwsEvents.s3(BUCKET, key);
        ((ObjectNode) event.at("/Records/0/s3/object")).put("eTag", eTag);
        return event;
    }

    @Test
    void anUnavailableModelFailsTheEventSoThatItComesAgain() {
        stack.putSample(BUCKET, "inbox/later.md", "night-ferry.md");
        stack.local().model().misbehave(Misbehaviour.error(503));

        Posted posted = invoke(AwsEvents.s3(BUCKET, "inbox/later.md"));

        assertThat(posted.path()).isEqualTo("error");
        assertThat(Stack.parse(posted.text()).path("errorType").textValue()).isEqualTo("Dragoman.unavailable");
        assertThat(stack.keys(BUCKET, "summaries/later.md")).isEmpty();
    }

    @Test
    void aTruncatedSummarySaysSo() {
        stack.putSample(BUCKET, "inbox/cut.md", "night-ferry.md");
        stack.local().model().misbehave(Misbehaviour.NONE.finishing("length"));

        resultOf(AwsEvents.s3(BUCKET, "inbox/cut.md"));

        assertThat(stack.text(BUCKET, "summaries/cut.md.summary.md")).startsWith("> **Incomplete.**");
        assertThat(stack.json(BUCKET, "summaries/cut.md.receipt.json")
                        .path("outcome")
                        .textValue())
                .isEqualTo("truncated");
    }

    @Test
    void aFileThatMayNotHaveReachedTheModelLeavesADoubtfulSummary() {
        stack.putSample(BUCKET, "inbox/lost.pdf", "tide-observatory.pdf");
        stack.local().model().misbehave(Misbehaviour.of(Misbehaviour.Kind.FILE_IGNORED));

        resultOf(AwsEvents.s3(BUCKET, "inbox/lost.pdf"));

        assertThat(stack.text(BUCKET, "summaries/lost.pdf.summary.md")).startsWith("> **Doubtful.**");
        assertThat(stack.json(BUCKET, "summaries/lost.pdf.receipt.json")
                        .path("doubt")
                        .textValue())
                .contains("DRAGOMAN_DOCUMENTS_ATTACH=inline");
    }

    @Test
    @Tag("F044")
    void aBatchOfTenIsAnsweredInParallelAndOnlyTheFailedOneComesAgain() {
        List<String> bodies = IntStream.range(0, 10)
                .mapToObj(
                        i -> "{\"id\":\"batch-%d\",\"body\":{\"input\":\"Question number-%d of ten\"}}".formatted(i, i))
                .toList();
        stack.local().model().misbehave(Misbehaviour.error(503).matching("number-4"));
        Duration each = Duration.ofSeconds(1);
        stack.local().model().misbehave(Misbehaviour.NONE.delayed(each));

        JsonNode result = resultOf(AwsEvents.sqs(bodies));

        assertThat(Json.text(result)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-4\"}]}");
        List<JsonNode> replies = stack.receive(answers, 9);
        assertThat(replies)
                .extracting(reply -> reply.path("id").textValue())
                .containsExactlyInAnyOrder(IntStream.range(0, 10)
                        .filter(i -> i != 4)
                        .mapToObj(i -> "batch-" + i)
                        .toArray(String[]::new));
        assertThat(replies)
                .allSatisfy(
                        reply -> assertThat(reply.path("outcome").textValue()).isEqualTo("completed"));
        List<ReceivedCall> answered = stack.local().model().calls().stream()
                .filter(call -> !call.text().contains("number-4"))
                .toList();
        assertThat(Stack.overlap(answered, each)).isTrue();
    }

    @Test
    void anAskIsAnsweredToTheAddressItNames() {
        resultOf(AwsEvents.sqs(
                List.of("{\"id\":\"to-s3\",\"body\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]},"
                        + "\"replyTo\":\"s3://" + BUCKET + "/replies/to-s3.json\"}")));

        JsonNode answer = stack.json(BUCKET, "replies/to-s3.json");
        assertThat(answer.path("outcome").textValue()).isEqualTo("completed");
        assertThat(answer.at("/receipt/endpoint").textValue()).isEqualTo("chat");
    }

    @Test
    void anAnswerOverwritesNothing() {
        stack.put(BUCKET, "replies/taken.json", "somebody else's");
        String ask = "{\"id\":\"%s\",\"body\":{\"input\":\"Hello\"},\"replyTo\":\"s3://%s/%s\"}";

        resultOf(AwsEvents.sqs(List.of(ask.formatted("taken", BUCKET, "replies/taken.json"))));
        resultOf(AwsEvents.sqs(List.of(ask.formatted("summary", BUCKET, "summaries/a.pdf.summary.md"))));

        assertThat(stack.text(BUCKET, "replies/taken.json")).isEqualTo("somebody else's");
        assertThat(stack.keys(BUCKET, "replies/taken.json~")).hasSize(1);
        assertThat(stack.keys(BUCKET, "summaries/a.pdf.")).isEmpty();
        assertThat(stack.receive(answers, 1).get(0).at("/error/code").textValue())
                .isEqualTo("reply_to_not_allowed");
        assertThat(stack.local().model().paid()).isEqualTo(1);
    }

    @Test
    @Tag("F086")
    void aCallMayNotNameWhatQueuedAsksMay() {
        stack.put(BUCKET, "elsewhere/notes.txt", "Not for everybody");
        String reference = "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"s3://"
                + BUCKET + "/elsewhere/notes.txt\"}]}]}";

        JsonNode response = resultOf(AwsEvents.http("api-gateway-v2", "/v1/responses", reference));

        assertThat(response.path("statusCode").intValue()).isEqualTo(400);
        assertThat(response.path("body").textValue()).contains("bucket_not_allowed", "DRAGOMAN_HTTP_BUCKETS");
        assertThat(resultOf(Stack.parse("{\"body\":" + reference + "}"))
                        .path("outcome")
                        .textValue())
                .isEqualTo("completed");
    }

    @Test
    @Tag("F076")
    void twoSendersWithTheSameIdDoNotMeet() {
        String ask = "{\"id\":\"shared-name\",\"body\":{\"input\":\"%s\"}}";

        resultOf(AwsEvents.sqs(List.of(ask.formatted("Of the one"))));
        ObjectNode others = AwsEvents.sqs(List.of(ask.formatted("Of the other")));
        ((ObjectNode) others.at("/Records/0")).put("eventSourceARN", "arn:aws:sqs:us-east-1:111122223333:others");
        resultOf(others);
        JsonNode invoked = resultOf(Stack.parse(ask.formatted("Of an invoker")));
        resultOf(AwsEvents.sqs(List.of(ask.formatted("Of the one"))));

        assertThat(invoked.path("text").textValue()).contains("Of an invoker");
        assertThat(stack.receive(answers, 3))
                .extracting(reply -> reply.path("outcome").textValue())
                .containsOnly("completed");
        assertThat(stack.local().model().paid()).isEqualTo(3);
    }

    @Test
    void aMalformedAskIsAnsweredWithTheReasonAndAcknowledged() {
        JsonNode result =
                resultOf(AwsEvents.sqs(List.of("{\"id\":\"bad-1\",\"body\":{\"input\":1},\"colour\":\"red\"}")));

        assertThat(Json.text(result)).isEqualTo("{\"batchItemFailures\":[]}");
        JsonNode answer = stack.receive(answers, 1).get(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("rejected");
        assertThat(answer.at("/error/message").textValue()).contains("colour");
    }

    @Test
    void anInvocationIsAnsweredWithItsResult() {
        JsonNode answer =
                resultOf(Stack.parse("{\"id\":\"order-4711\",\"body\":{\"input\":\"Hello from an invocation\"}}"));

        assertThat(answer.path("id").textValue()).isEqualTo("order-4711");
        assertThat(answer.path("outcome").textValue()).isEqualTo("completed");
        assertThat(answer.path("text").textValue()).contains("Hello from an invocation");
        assertThat(answer.at("/response/object").textValue()).isEqualTo("response");
    }

    @Test
    void aDocumentWithAPromptOfItsOwnIsAnswered() {
        stack.putSample(BUCKET, "elsewhere/ferry.md", "night-ferry.md");

        JsonNode answer = resultOf(Stack.parse(
                "{\"document\":\"s3://" + BUCKET + "/elsewhere/ferry.md\",\"prompt\":\"Name the ferry.\"}"));

        assertThat(answer.path("outcome").textValue()).isEqualTo("completed");
        assertThat(answer.at("/receipt/prompt/name").textValue()).isEqualTo("ask");
        assertThat(stack.local()
                        .model()
                        .calls()
                        .get(0)
                        .json()
                        .path("instructions")
                        .textValue())
                .startsWith("Name the ferry.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "[{}]", "\"text\""})
    @Tag("F041")
    void whatIsNoAskIsRejectedWithoutInternals(String payload) {
        JsonNode answer = Stack.parse(invoke(payload).text());

        assertThat(answer.path("outcome").textValue()).isEqualTo("rejected");
        assertThat(answer.at("/error/message").textValue())
                .doesNotContain("Exception")
                .doesNotContain("dev.dragoman");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":[]}",
                "{\"Records\":3}",
                "{\"Records\":[{\"eventSource\":\"aws:dynamodb\"}]}",
                "{\"awslogs\":{\"data\":\"H4sI\"}}"
            })
    void anEventThatIsNotUnderstoodIsNeverReportedAsDone(String payload) {
        Posted posted = invoke(payload);

        assertThat(posted.path()).isEqualTo("error");
        assertThat(Stack.parse(posted.text()).path("errorType").textValue()).isEqualTo("Dragoman.misconfigured");
    }

    @Test
    void anAskThroughSnsIsAnsweredToItsReplyAddress() {
        ObjectNode ask = Json.object().put("id", "by-sns").put("replyTo", "s3://" + BUCKET + "/replies/by-sns.json");
        ask.putObject("body").put("input", "Hello from a topic");

        assertThat(Json.text(resultOf(AwsEvents.sns(ask)))).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(stack.json(BUCKET, "replies/by-sns.json").path("text").textValue())
                .contains("Hello from a topic");
    }

    @Test
    void anAskThroughSnsFailsIfTheModelIsAway() {
        stack.local().model().misbehave(Misbehaviour.error(503));

        Posted posted = invoke(AwsEvents.sns(Stack.parse("{\"body\":{\"input\":\"Hello\"}}")));

        assertThat(posted.path()).isEqualTo("error");
    }

    @Test
    void aPointerOfTheExtendedClientIsAnsweredAsItsAsk() {
        stack.put(
                BUCKET,
                "payloads/1",
                "{\"id\":\"offloaded\",\"body\":{\"input\":\"Hello from afar\"},\"replyTo\":\"s3://" + BUCKET
                        + "/replies/offloaded.json\"}");
        String there = PayloadPointer.write(new S3Location(BUCKET, "payloads/1"));
        String elsewhere = PayloadPointer.write(new S3Location("no-bucket-of-ours", "payloads/1"));

        JsonNode result = resultOf(AwsEvents.sqs(List.of(there, elsewhere)));

        assertThat(Json.text(result)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-1\"}]}");
        assertThat(stack.json(BUCKET, "replies/offloaded.json").path("text").textValue())
                .contains("Hello from afar");
    }

    @Test
    void aLoadBalancerIsAnsweredInItsOwnForm() {
        ObjectNode event = AwsEvents.http("api-gateway-v1", "/ai/v1/responses", "{\"input\":\"Hello\"}");
        event.putObject("requestContext").putObject("elb").put("targetGroupArn", "arn");

        JsonNode response = resultOf(event);

        assertThat(response.path("statusCode").intValue()).isEqualTo(200);
        assertThat(response.at("/multiValueHeaders/Content-Type/0").textValue()).isEqualTo("application/json");
        assertThat(response.has("headers")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void aLoadBalancersProbeFindsTheFunctionWell(String method) {
        ObjectNode event = AwsEvents.http("api-gateway-v1", "/", "");
        event.put("httpMethod", method);
        event.putObject("requestContext").putObject("elb").put("targetGroupArn", "arn");

        assertThat(resultOf(event).path("statusCode").intValue()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway-v2", "api-gateway-v1"})
    void anHttpCallIsAnsweredAsTheGatewayExpects(String sample) {
        JsonNode response = resultOf(AwsEvents.http(
                sample,
                "/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":50}"));

        assertThat(response.path("statusCode").intValue()).isEqualTo(200);
        assertThat(response.at("/headers/Dragoman-Adjusted").textValue())
                .isEqualTo("max_tokens sent as max_completion_tokens");
        assertThat(Stack.parse(response.path("body").textValue())
                        .at("/choices/0/finish_reason")
                        .textValue())
                .isEqualTo("stop");
    }

    @Test
    void anHttpErrorHasTheProvidersShape() {
        JsonNode response = resultOf(AwsEvents.http("api-gateway-v2", "/v1/responses", "{\"input\":"));

        assertThat(response.path("statusCode").intValue()).isEqualTo(400);
        assertThat(Stack.parse(response.path("body").textValue())
                        .at("/error/code")
                        .textValue())
                .isEqualTo("invalid_json");
    }

    @Test
    @Tag("F034")
    void aCallThatWouldOutlastTheInvocationIsCutShort() {
        stack.local().model().misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG));
        Instant end = Instant.now().plusSeconds(4);

        Posted posted = lambda.invoke(
                "{\"id\":\"slow\",\"body\":{\"input\":\"Hello\"}}".getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(4));

        assertThat(Instant.now()).isBefore(end.minusMillis(500));
        assertThat(Stack.parse(posted.text()).path("outcome").textValue()).isEqualTo("unavailable");
    }

    @ParameterizedTest
    @CsvSource({"api-gateway-v2, timeEpoch", "api-gateway-v1, requestTimeEpoch"})
    void aCallThatWouldOutlastItsGatewayIsCutShortAndNotTriedAgain(String sample, String field) {
        stack.local().model().misbehave(Misbehaviour.of(Misbehaviour.Kind.HANG));
        ObjectNode event = AwsEvents.http(sample, "/v1/responses", "{\"input\":\"Hello\"}");
        Instant came = Instant.now().minusSeconds(24);
        ((ObjectNode) event.path("requestContext")).put(field, came.toEpochMilli());

        JsonNode response = resultOf(event);

        assertThat(Instant.now()).isBefore(came.plusSeconds(28));
        assertThat(response.path("statusCode").intValue()).isEqualTo(503);
        assertThat(response.path("body").textValue()).contains("upstream_timeout");
        assertThat(response.at("/headers/x-should-retry").textValue()).isEqualTo("false");
    }

    private JsonNode resultOf(JsonNode event) {
        Posted posted = invoke(event);
        assertThat(posted.path()).as(posted.text()).isEqualTo("response");
        return Stack.parse(posted.text());
    }

    private Posted invoke(JsonNode event) {
        return lambda.invoke(Json.bytes(event), Stack.LIMIT);
    }

    private Posted invoke(String payload) {
        return lambda.invoke(payload.getBytes(StandardCharsets.UTF_8), Stack.LIMIT);
    }
}
