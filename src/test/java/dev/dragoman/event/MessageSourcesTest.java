package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSourcesTest {
    private static final String ASK = "{\"body\": {\"input\": \"How wide is the Euphrates?\"}}";
    private static final String DATA = Base64.getEncoder().encodeToString(ASK.getBytes(StandardCharsets.UTF_8));

    @Test
    void anAskThroughSnsIsAMessage() {
        assertMessage("{'Records': [{'EventSource': 'aws:sns', 'Sns': {'MessageId': 'm-1', 'Message': '%s'}}]}", "m-1");
    }

    @Test
    void anAskThroughKinesisIsAMessage() {
        assertMessage(
                "{'Records': [{'eventSource': 'aws:kinesis', 'kinesis': {'sequenceNumber': '495', 'data': '%s'}}]}",
                "495");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:kafka", "SelfManagedKafka"})
    void anAskThroughKafkaIsAMessage(String source) {
        assertMessage(
                "{'eventSource': '" + source
                        + "', 'records': {'asks-0': [{'topic': 'asks', 'partition': 0, 'offset': 15,"
                        + " 'value': '%s'}]}}",
                "asks-0-15");
    }

    @Test
    void anAskThroughActiveMqIsAMessage() {
        assertMessage("{'eventSource': 'aws:mq', 'messages': [{'messageID': 'ID:b-1', 'data': '%s'}]}", "ID:b-1");
    }

    @Test
    void anAskThroughRabbitMqIsAMessage() {
        assertMessage(
                "{'eventSource': 'aws:rmq', 'rmqMessagesByQueue': {'asks::/': [{'basicProperties': {'messageId': 'r-1'},"
                        + " 'data': '%s'}]}}",
                "r-1");
    }

    @Test
    void anAskThroughEventBridgeIsAMessage() {
        String event = "{\"id\": \"e-1\", \"source\": \"shop\", \"detail-type\": \"ask\", \"detail\": " + ASK + "}";

        assertMessages(parse(event), List.of("e-1"), Trigger.BatchSource.EVENT);
    }

    @Test
    void aPipeHandsOverABareList() {
        String event = "[{\"messageId\": \"m-1\", \"eventSource\": \"aws:sqs\", \"body\": \"%s\"}]"
                .formatted(ASK.replace("\"", "\\\""));

        assertMessages(parse(event), List.of("m-1"), Trigger.BatchSource.SQS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'Records': []}",
                "{'Records': 3}",
                "{'Records': [{}]}",
                "{'Records': [{'eventSource': 'aws:dynamodb', 'dynamodb': {'NewImage': {}}}]}",
                "{'Records': [{'eventSource': 'aws:ses', 'ses': {}}]}",
                "{'Records': [{'eventSource': 'aws:kinesis', 'kinesis': {'sequenceNumber': '1', 'data': '*'}}]}",
                "{'Records': [{'cf': {'request': {}}}]}",
                "{'Records': [{'EventSource': 'aws:sns', 'Sns': {'MessageId': 'm'}}]}",
                "{'awslogs': {'data': 'H4sIAAAAAAAA'}}",
                "{'eventSource': 'aws:docdb', 'events': []}",
                "{'eventSource': 'aws:kafka', 'records': {}}",
                "{'invocationId': '1', 'deliveryStreamArn': 'arn', 'records': []}",
                "{'source': 'aws.events', 'detail-type': 'Scheduled Event', 'id': '1', 'detail': {'input': 'a'}}",
                "{'requestContext': {'connectionId': '1'}, 'body': 'hello'}",
                "{'invocationSchemaVersion': '1.0', 'tasks': []}",
                "[{'eventSource': 'aws:dynamodb'}]",
                "{'version': '1.0', 'requestPayload': {'input': 'a'}, 'responsePayload': null}"
            },
            quoteCharacter = '`')
    void anEventThatIsNotUnderstoodFails(String event) {
        Samples.assertNotUnderstood(parse(event.replace('\'', '"')));
    }

    @Test
    void aBatchIsUnderstoodAsAWholeOrNotAtAll() {
        Samples.assertNotUnderstood(parse("{\"Records\": [{\"eventSource\": \"aws:kinesis\", \"kinesis\":"
                + " {\"sequenceNumber\": \"1\", \"data\": \"" + DATA + "\"}}, {\"eventSource\": \"aws:kinesis\"}]}"));
    }

    @Test
    void whatIsNoEventIsAnsweredAsAnInvocation() {
        assertThat(parse("{\"colour\": \"red\"}")).isInstanceOf(Trigger.DirectInvocation.class);
    }

    private static void assertMessage(String event, String id) {
        String json = event.replace('\'', '"');
        boolean ofSns = json.contains("\"aws:sns\"");
        String body = ofSns ? ASK.replace("\"", "\\\"") : DATA;
        assertMessages(
                parse(json.formatted(body)),
                List.of(id),
                ofSns ? Trigger.BatchSource.EVENT : Trigger.BatchSource.STREAM);
    }

    private static void assertMessages(Trigger event, List<String> ids, Trigger.BatchSource source) {
        Trigger.MessageBatch batch = (Trigger.MessageBatch) event;
        assertThat(batch.source()).isEqualTo(source);
        assertThat(batch.messages()).extracting(QueueMessage::id).containsExactlyElementsOf(ids);
        assertThat(batch.messages()).flatExtracting(QueueMessage::asks).allSatisfy(ask -> {
            assertThat(ask.content()).isInstanceOf(Content.Request.class);
            assertThat(ask.door()).isEqualTo(Door.SQS);
            assertThat(ask.identity()).isEqualTo("sqs:" + ask.id());
            assertThat(ask.endBy()).isEqualTo(Samples.END);
        });
    }

    private static Trigger parse(String event) {
        return Samples.PARSER.parse(event.getBytes(StandardCharsets.UTF_8), "invocation-1", Samples.END);
    }
}
