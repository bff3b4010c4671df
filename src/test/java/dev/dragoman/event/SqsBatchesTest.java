package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqsBatchesTest {
    @Test
    void everyMessageOfABatchGivesItsAsk() {
        List<QueueMessage> messages = ((Trigger.MessageBatch) Samples.parse("sqs-batch")).messages();

        assertThat(messages)
                .hasSize(10)
                .allSatisfy(message -> assertThat(message.asks()).hasSize(1));
        assertThat(messages)
                .flatExtracting(QueueMessage::asks)
                .extracting(SqsBatchesTest::withoutSender)
                .containsExactly(
                        "id:sqs:order-4711",
                        "id:sqs:order-4712",
                        "id:sqs:order-4713",
                        "sqs:4b6e3c60-7c2d-4f12-8e5b-8fad9c4b3e04",
                        "sqs:5c5f4d71-6d3e-4023-9f6c-90bead5c4f05",
                        "sqs:6d406e82-5e4f-4134-8a7d-a1cfbe6d5a06",
                        "id:sqs:order-4717",
                        "id:sqs:order-4718",
                        "id:sqs:order-4719",
                        "id:sqs:order-4720");
    }

    @Test
    @Tag("F044")
    void oneBadMessageLeavesTheOthersAlone() {
        ObjectNode event = Samples.tree("sqs-batch");
        ((ObjectNode) event.at("/Records/3")).put("body", "{\"messages\": ");

        List<QueueMessage> messages = ((Trigger.MessageBatch) Samples.parse(event)).messages();

        assertThat(messages)
                .filteredOn(message -> message.asks().get(0).content() instanceof Content.Malformed)
                .extracting(QueueMessage::id)
                .containsExactly("4b6e3c60-7c2d-4f12-8e5b-8fad9c4b3e04");
        assertThat(messages).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "{\"input\": ",
                "[1]",
                "null",
                "7",
                "{}",
                "aGVsbG8=",
                "{\"Type\": \"Notification\"}",
                "{\"Type\": \"Notification\", \"Message\": \"hello\"}",
                "{\"input\": \"\\uD800\", \"input\": 1}"
            })
    @Tag("F051")
    void poisonBecomesAMalformedAskOfItsMessage(String body) {
        Ask ask = Samples.queued(body);

        assertThat(ask.id()).isEqualTo("message-1");
        assertThat(ask.door()).isEqualTo(Door.SQS);
        assertThat(ask.identity()).isNull();
        assertThat(Samples.flaw(ask).status()).isEqualTo(400);
        assertThat(Samples.flaw(ask).message()).contains("An ask looks like");
    }

    @Test
    @Tag("F051")
    void aMebibyteOfPoisonIsOneToo() {
        assertThat(Samples.flaw(Samples.queued("[".repeat(1 << 20))).code()).isEqualTo("invalid_json");
    }

    @Test
    void anAskInAnSnsEnvelopeIsUnwrapped() {
        Ask ask = Samples.queued("{\"Type\": \"Notification\", \"Message\": \"{\\\"input\\\": \\\"hello\\\"}\"}");

        assertThat(ask.content()).isInstanceOf(Content.Request.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void aBatchWithAMessageThatNoVerdictCanNameIsNotUnderstood(@Nullable String id) {
        ObjectNode event = Samples.tree("sqs-batch");
        ((ObjectNode) event.at("/Records/9")).put("messageId", id);

        Samples.assertNotUnderstood(Samples.parse(event));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\": []}",
                "{\"Records\": [{\"eventSource\": \"aws:dynamodb\"}]}",
                "{\"source\": \"aws.ec2\", \"detail-type\": \"EC2 Spot\", \"id\": \"1\", \"detail\": {\"input\": \"a\"}}",
                "{\"requestPayload\": {}, \"responsePayload\": {}}",
                "{\"Type\": \"SubscriptionConfirmation\", \"TopicArn\": \"arn\"}"
            })
    void anEventInAQueueThatIsNotUnderstoodStaysThere(String body) {
        Content.Malformed flaw = Samples.flaw(Samples.queued(body));

        assertThat(flaw.code()).isEqualTo("event_not_understood");
        assertThat(flaw.status()).isEqualTo(502);
    }

    @Test
    void anAskThatEventBridgePutIntoAQueueIsUnwrapped() {
        Ask ask = Samples.queued("{\"id\": \"e-1\", \"source\": \"shop\", \"detail-type\": \"ask\","
                + " \"detail\": {\"id\": \"order-1\", \"body\": {\"input\": \"hello\"}}}");

        assertThat(ask.id()).isEqualTo("order-1");
        assertThat(ask.content()).isInstanceOf(Content.Request.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "software.amazon.payloadoffloading.PayloadS3Pointer",
                "com.amazon.sqs.javamessaging.MessageS3Pointer"
            })
    void aPointerOfTheExtendedClientIsKnown(String name) {
        String pointer = "[\"%s\", {\"s3BucketName\": \"payloads\", \"s3Key\": \"a b/1\"}]".formatted(name);
        PayloadPointer expected = new PayloadPointer(new S3Location("payloads", "a b/1"), Samples.END);

        assertThat(Samples.PARSER.message("message-1", pointer, Samples.END))
                .isEqualTo(new QueueMessage("message-1", List.of(), null, expected));
        assertThat(Samples.PARSER
                        .message(
                                "message-1",
                                Json.text(Json.object()
                                        .put("Type", "Notification")
                                        .put("TopicArn", "arn")
                                        .put("Message", pointer)),
                                Samples.END)
                        .pointer())
                .as("inside the envelope of SNS")
                .isEqualTo(expected);
    }

    @Test
    void aPointerThatNamesNoObjectIsRefusedAsOne() {
        Ask ask = Samples.queued("[\"software.amazon.payloadoffloading.PayloadS3Pointer\", {\"s3BucketName\": \"b\"}]");

        assertThat(Samples.flaw(ask).code()).isEqualTo("invalid_pointer");
    }

    @Test
    void whatIsWrittenAsAPointerIsReadAsOne() {
        S3Location location = new S3Location("payloads", "answers/\"1\".json");

        assertThat(Samples.PARSER
                        .message("message-1", PayloadPointer.write(location), null)
                        .pointer())
                .isEqualTo(new PayloadPointer(location, null));
    }

    @Test
    void anAskKnowsItsMessageGroup() {
        ObjectNode event = Samples.tree("sqs-batch");
        ((ObjectNode) event.at("/Records/0/attributes")).put("MessageGroupId", "caravan");

        List<QueueMessage> messages = ((Trigger.MessageBatch) Samples.parse(event)).messages();

        assertThat(messages.get(0).asks().get(0).group()).isEqualTo("caravan");
        assertThat(messages.get(1).asks().get(0).group()).isNull();
    }

    @Test
    void anAskKnowsTheQueueThatItCameFrom() {
        ObjectNode event = Samples.tree("sqs-batch");
        ((ObjectNode) event.at("/Records/0")).put("eventSourceARN", "arn:aws:sqs:eu-west-1:111122223333:asks");

        List<QueueMessage> messages = ((Trigger.MessageBatch) Samples.parse(event)).messages();

        assertThat(messages.get(0).asks().get(0).source())
                .isEqualTo(new QueueAddress("eu-west-1", "111122223333", "asks"));
    }

    private static String withoutSender(Ask ask) {
        return String.valueOf(ask.identity()).replaceFirst("(?<=id:sqs:)[0-9a-f]{64}:", "");
    }

    @Test
    void anInvocationIsNoPointer() {
        String pointer = PayloadPointer.write(new S3Location("papers", "ask.json"));

        Trigger invoked = Samples.PARSER.parse(pointer.getBytes(StandardCharsets.UTF_8), "invocation-1", Samples.END);

        assertThat(Samples.flaw(((Trigger.DirectInvocation) invoked).ask()))
                .satisfies(flaw -> assertThat(flaw.code()).isEqualTo("invalid_pointer"))
                .satisfies(flaw -> assertThat(flaw.message()).contains("queue only"));
    }
}
