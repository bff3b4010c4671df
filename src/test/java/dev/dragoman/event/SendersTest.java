package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two senders who choose the same id, each has an ask of its own. */
class SendersTest {
    private static final String ARN = "arn:aws:sqs:eu-central-1:111122223333:";
    private static final String ASK = "{\"id\": \"order-1\", \"body\": {\"input\": \"hello\"}}";
    private static final String DATA = Base64.getEncoder().encodeToString(ASK.getBytes(StandardCharsets.UTF_8));

    @Test
    @Tag("F076")
    void queuesGroupsAndTheirSendersAreKeptApart() {
        List<Ask> asks = List.of(
                queued("asks", null, "AIDAONE"),
                queued("others", null, "AIDAONE"),
                queued("asks.fifo", "a", "AIDAONE"),
                queued("asks.fifo", "b", "AIDAONE"),
                queued("asks", null, "AIDAOTHER"),
                queued("asks", null, null),
                Samples.invoked(ASK),
                called(Map.of()));

        assertThat(asks).allSatisfy(ask -> assertThat(ask.hasChosenId()).isTrue());
        assertThat(asks).extracting(Ask::id).containsOnly("order-1");
        assertThat(asks).extracting(Ask::identity).doesNotHaveDuplicates();
    }

    @Test
    void whatTheSameSenderSendsAgainIsTheSameAsk() {
        assertThat(queued("asks", null, "AROAROLE:pod-2").identity())
                .isEqualTo(queued("asks", null, "AROAROLE:pod-1").identity());
        assertThat(queued("asks.fifo", "a", "AIDAONE").identity())
                .isEqualTo(queued("asks.fifo", "a", "AIDAONE").identity());
    }

    @Test
    void aQueueIsTheSameWhetherItIsPolledOrTriggers() {
        SqsReceipt polled = new SqsReceipt(
                "https://sqs.eu-central-1.amazonaws.com/111122223333/asks", "handle", 2, null, "AIDAONE");

        assertThat(Samples.PARSER
                        .message("message-7", ASK, null)
                        .withReceipt(polled)
                        .asks()
                        .get(0)
                        .identity())
                .isEqualTo(queued("asks", null, "AIDAONE").identity());
    }

    @Test
    void aQueueWithAnOddNameIsKeptApartToo() {
        assertThat(queued("an odd one", null, "AIDAONE").identity())
                .isNotEqualTo(queued("another odd one", null, "AIDAONE").identity());
    }

    @Test
    void anIdCannotPassForAnothersSender() {
        Ask plain = Samples.queued(ASK);
        String of = Sha256.hex("somebody");
        Ask forged = Samples.queued("{\"id\": \"" + of + ":order-1\", \"body\": {\"input\": \"hello\"}}");

        assertThat(forged.sentBy("else").identity())
                .isNotEqualTo(plain.sentBy("somebody").identity());
    }

    @Test
    void whatAwsNamesKeepsItsName() {
        Ask ask = Samples.queued("{\"input\": \"hello\"}");

        assertThat(ask.sentBy("somebody")).isSameAs(ask);
        assertThat(ask.hasChosenId()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'Records': [{'EventSource': 'aws:sns', 'Sns': {'MessageId': 'm', 'TopicArn': 'WHO', 'Message': 'ASK'}}]}",
                "{'Records': [{'eventSource': 'aws:kinesis', 'eventSourceARN': 'WHO', 'kinesis': {'sequenceNumber': '1', 'data': 'DATA'}}]}",
                "{'eventSource': 'aws:kafka', 'eventSourceArn': 'WHO', 'records': {'t-0': [{'topic': 't', 'partition': 0, 'offset': 1, 'value': 'DATA'}]}}",
                "{'eventSource': 'aws:kafka', 'eventSourceArn': 'c', 'records': {'t-0': [{'topic': 'WHO', 'partition': 0, 'offset': 1, 'value': 'DATA'}]}}",
                "{'eventSource': 'SelfManagedKafka', 'bootstrapServers': 'WHO', 'records': {'t-0': [{'topic': 't', 'partition': 0, 'offset': 1, 'value': 'DATA'}]}}",
                "{'eventSource': 'aws:mq', 'eventSourceArn': 'WHO', 'messages': [{'messageID': 'm', 'data': 'DATA'}]}",
                "{'eventSource': 'aws:mq', 'eventSourceArn': 'b', 'messages': [{'messageID': 'm', 'destination': {'physicalName': 'WHO'}, 'data': 'DATA'}]}",
                "{'eventSource': 'aws:rmq', 'eventSourceArn': 'b', 'rmqMessagesByQueue': {'WHO::/': [{'basicProperties': {'messageId': 'm'}, 'data': 'DATA'}]}}",
                "{'id': 'e', 'account': '1', 'source': 'WHO', 'detail-type': 'ask', 'detail': RAW}"
            })
    void otherSourcesAreKeptApartByTheirNames(String event) {
        Ask one = fromSource(event.replace("WHO", "one"));
        Ask other = fromSource(event.replace("WHO", "other"));

        assertThat(one.hasChosenId()).isTrue();
        assertThat(one.identity())
                .isEqualTo(fromSource(event.replace("WHO", "one")).identity())
                .isNotEqualTo(other.identity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization=Bearer key-1",
                "authorization=bearer key-1",
                "authorization=BEARER   key-1",
                "authorization=  Bearer\tkey-1  ",
                "api-key=key-1",
                "api-key= key-1 ",
                "api-key=key-1;authorization=",
                "api-key=key-2;authorization=Bearer key-1"
            })
    void aClientIsTheSameHoweverItWritesItsKey(String headers) {
        assertThat(called(headers(headers)).identity())
                .isEqualTo(called(Map.of("authorization", "Bearer key-1")).identity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization=Bearer key-2",
                "authorization=Bearer KEY-1",
                "authorization=Bearer key-1 x",
                "authorization=Basic key-1",
                "authorization=key-1",
                "api-key=Key-1",
                ""
            })
    void anotherKeyIsAnotherClient(String headers) {
        assertThat(called(headers(headers)).identity())
                .isNotEqualTo(called(Map.of("authorization", "Bearer key-1")).identity());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "function-url | {'authorizer': {'iam': {'userId': 'WHO'}}}",
                "function-url | {'authorizer': {'iam': {'userId': 'WHO:session'}}}",
                "api-gateway-v2 | {'authorizer': {'jwt': {'claims': {'iss': 'https://issuer', 'sub': 'WHO'}}}}",
                "api-gateway-v1 | {'identity': {'user': 'WHO'}}"
            })
    void whomAGatewayHasLetInIsTheSameUnderEachSignature(String sample, String context) {
        Ask one = gateway(sample, context.replace("WHO", "one"), "AWS4-HMAC-SHA256 Signature=1");
        Ask again = gateway(sample, context.replace("WHO", "one"), "AWS4-HMAC-SHA256 Signature=2");
        Ask other = gateway(sample, context.replace("WHO", "other"), "AWS4-HMAC-SHA256 Signature=1");

        assertThat(again.identity()).isNotNull().isEqualTo(one.identity());
        assertThat(other.identity()).isNotEqualTo(one.identity());
    }

    @Test
    void anAuthorizersNameForEverybodyIsNoClient() {
        String context = "{'authorizer': {'principalId': 'user'}}";

        assertThat(gateway("api-gateway-v1", context, "Bearer one").identity())
                .isNotEqualTo(gateway("api-gateway-v1", context, "Bearer other").identity());
    }

    private static Ask gateway(String sample, String context, String authorization) {
        ObjectNode event = Samples.tree(sample);
        event.put("body", "{\"input\": \"hello\"}").put("isBase64Encoded", false);
        event.put(event.has("rawPath") ? "rawPath" : "path", "/v1/responses");
        event.remove("multiValueHeaders");
        event.putObject("headers").put("authorization", authorization).put("idempotency-key", "order-1");
        ((ObjectNode) event.path("requestContext")).remove(List.of("authorizer", "identity"));
        ((ObjectNode) event.path("requestContext")).setAll((ObjectNode) tree(context));
        return Samples.PARSER.http(Samples.call(Samples.parse(event)));
    }

    private static Ask called(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("idempotency-key", "order-1");
        byte[] body = "{\"input\": \"hello\"}".getBytes(StandardCharsets.UTF_8);
        return Samples.PARSER.http(new HttpCall("request-1", "POST", "/v1/responses", all, body, null));
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        Stream.of(text.split(";")).filter(header -> header.contains("=")).forEach(header -> {
            int equals = header.indexOf('=');
            headers.put(header.substring(0, equals), header.substring(equals + 1));
        });
        return headers;
    }

    private static Ask queued(String queue, @Nullable String group, @Nullable String sender) {
        ObjectNode event = Json.object();
        ArrayNode records = event.putArray("Records");
        ObjectNode record = records.addObject()
                .put("messageId", "message-1")
                .put("receiptHandle", "handle")
                .put("body", ASK)
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", ARN + queue);
        record.putObject("attributes").put("MessageGroupId", group).put("SenderId", sender);
        return only(Samples.parse(event));
    }

    private static Ask fromSource(String event) {
        return only(Samples.parse(tree(event.replace("ASK", ASK.replace("\"", "\\\""))
                .replace("DATA", DATA)
                .replace("RAW", ASK))));
    }

    private static JsonNode tree(String text) {
        return ((Json.Result.Value) Json.read(text.replace('\'', '"'))).node();
    }

    private static Ask only(Trigger event) {
        return ((Trigger.MessageBatch) event).messages().get(0).asks().get(0);
    }
}
