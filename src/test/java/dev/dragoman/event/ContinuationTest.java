package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
    private static final String SENDER = Sha256.hex("somebody");
    private static final String OWN = Sha256.hex("Dragoman itself");

    private static final String BODY =
            "{'document': 's3://papers/inbox/tides.pdf', 'replyTo': 's3://papers/a.json'}".replace('\'', '"');

    @Test
    void eachGoesOnWhereTheLastOneEndedAndKeepsTheFirstIdAndSender() {
        Continuation first = Continuation.of(BODY, "message-1", null);
        Continuation second = Continuation.of(BODY, "message-2", first.next(SENDER));
        Continuation third = Continuation.of(BODY, "message-3", second.next(OWN));

        assertThat(first).isEqualTo(new Continuation(BODY, 0, "message-1", null));
        assertThat(third).isEqualTo(new Continuation(BODY, 2, "message-1", SENDER));
    }

    @Test
    void aMessageAboutASliceAsksAboutThatSliceOnly() {
        String value = Continuation.of(BODY, "message-1", null).next(SENDER, 12);
        Continuation continuation = Continuation.of(BODY, "message-2", value);
        Ask whole = DocumentAsks.of(new S3Location("papers", "inbox/a.jsonl"), null, "tag", null);

        QueueMessage message =
                new QueueMessage("message-1", List.of(whole)).withContinuation("message-2", continuation);

        assertThat(continuation).isEqualTo(new Continuation(BODY, 1, "message-1", SENDER, 12));
        Ask ask = message.asks().get(0);
        assertThat(ask.content().asDocument().orElseThrow().slice()).isEqualTo(12);
        assertThat(ask.id()).isEqualTo("s3://papers/inbox/a.jsonl slice 12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 0123456789abcdef0123456789abcdef message-1", "-1 x y", "99999999999 a b"})
    void whatDoesNotBelongToTheBodyCountsAsNone(String value) {
        assertThat(Continuation.of(BODY, "message-2", value)).isEqualTo(new Continuation(BODY, 0, "message-2", null));
        String other = Continuation.of(BODY + " ", "message-1", null).next(SENDER);
        assertThat(Continuation.of(BODY, "message-2", other).count()).isZero();
    }

    @Test
    void anAskIsKnownByTheFirstMessagesIdAndTheMessageByItsOwn() {
        String next = Continuation.of(BODY, "message-1", null).next(SENDER);
        TriggerParser parser =
                new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28));
        String event = """
                {"Records": [{"messageId": "message-2", "receiptHandle": "h", "body": %s, "eventSource": "aws:sqs",
                  "attributes": {"ApproximateReceiveCount": "1"},
                  "messageAttributes": {"Dragoman-Continuation": {"stringValue": "%s", "dataType": "String"}},
                  "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:documents"}]}""".formatted(Json.text(TextNode.valueOf(BODY)), next);

        Trigger trigger = parser.parse(event.getBytes(StandardCharsets.UTF_8), "request-1", null);

        QueueMessage message = ((Trigger.MessageBatch) trigger).messages().get(0);
        assertThat(message.id()).isEqualTo("message-2");
        assertThat(message.continuation()).isEqualTo(new Continuation(BODY, 1, "message-1", SENDER));
        assertThat(message.asks()).extracting(Ask::id).containsExactly("message-1");
    }

    @Test
    void anAskThatChoseItsIdIsTheSameAskWhoeverSendsTheRest() {
        String body = BODY.replace("{", "{\"id\": \"order-1\", ");
        SqsReceipt first = new SqsReceipt("https://sqs.test/1/documents", "h", 1, null, "AIDACUSTOMER");
        SqsReceipt rest = new SqsReceipt("https://sqs.test/1/documents", "h", 1, null, "AROADRAGOMAN:function");
        String next = Continuation.of(body, "message-1", null).next(first.sender());

        assertThat(identity(body, "message-2", next, rest)).isEqualTo(identity(body, "message-1", null, first));
        assertThat(identity(body, "message-2", null, rest)).isNotEqualTo(identity(body, "message-1", null, first));
    }

    private static @Nullable String identity(String body, String id, @Nullable String attribute, SqsReceipt receipt) {
        TriggerParser parser =
                new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28));
        Continuation continuation = Continuation.of(body, id, attribute);
        return parser.message(continuation.first(), body, null)
                .withContinuation(id, continuation)
                .withReceipt(receipt)
                .asks()
                .get(0)
                .identity();
    }
}
