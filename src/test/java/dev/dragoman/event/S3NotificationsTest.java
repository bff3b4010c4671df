package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3NotificationsTest {
    private static final String REPORT = "inbox/annual report über 2025.pdf";

    @Test
    void aDirectNotificationGivesAnAskForEachRecord() {
        List<Ask> asks = Samples.documents(Samples.parse("s3-direct"));

        assertThat(asks)
                .containsExactly(
                        new Ask(
                                "s3://caravan-papers/" + REPORT,
                                null,
                                Door.S3,
                                new Content.Document(
                                        new S3Location("caravan-papers", REPORT),
                                        "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                                        "b21b84d653bb07b05b1e6b33684dc11b",
                                        null),
                                null,
                                null,
                                Samples.END),
                        new Ask(
                                "s3://caravan-papers/inbox/letters/1+1.md",
                                null,
                                Door.S3,
                                new Content.Document(
                                        new S3Location("caravan-papers", "inbox/letters/1+1.md"),
                                        null,
                                        "d41d8cd98f00b204e9800998ecf8427e-3",
                                        null),
                                null,
                                null,
                                Samples.END));
    }

    @Test
    void eventBridgeKeysAreNotDecoded() {
        Ask ask = Samples.documents(Samples.parse("s3-eventbridge")).get(0);

        assertThat(ask.id()).isEqualTo("s3://caravan-papers/inbox/price list 50%+tax.csv");
        assertThat(ask.content())
                .isEqualTo(new Content.Document(
                        new S3Location("caravan-papers", "inbox/price list 50%+tax.csv"),
                        "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
                        "b1946ac92492d2347c6235b4d2611184",
                        null));
    }

    @Test
    void aNotificationThroughSnsIsUnwrapped() {
        assertThat(Samples.documents(Samples.parse("s3-sns")))
                .extracting(Ask::id)
                .containsExactly("s3://caravan-papers/inbox/published notes.md");
    }

    @Test
    void notificationsInAQueueKeepTheirDoorAndTheirMessages() {
        Trigger.MessageBatch batch = (Trigger.MessageBatch) Samples.parse("s3-in-sqs");

        assertThat(batch.messages())
                .extracting(message -> message.asks().stream().map(Ask::id).toList())
                .containsExactly(
                        List.of("s3://caravan-papers/inbox/queued report.pdf"),
                        List.of("s3://caravan-papers/inbox/enveloped.md"),
                        List.of("s3://caravan-papers/inbox/bridged 2.txt"),
                        List.of(),
                        List.of());
        assertThat(batch.messages())
                .flatExtracting(QueueMessage::asks)
                .allSatisfy(ask -> assertThat(ask.door()).isEqualTo(Door.S3))
                .allSatisfy(ask -> assertThat(ask.endBy()).isEqualTo(Samples.END));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3-test-event", "s3-removed"})
    @Tag("F064")
    void testEventsAndRemovalsAreNothingToDo(String sample) {
        assertThat(Samples.documents(Samples.parse(sample))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ObjectCreated:Put, 1",
        "ObjectCreated:Post, 1",
        "ObjectCreated:Copy, 1",
        "s3:ObjectCreated:Put, 1",
        "ObjectRemoved:DeleteMarkerCreated, 0",
        "ObjectRestore:Completed, 0",
        "LifecycleExpiration:Delete, 0",
        "ObjectTagging:Put, 0",
        "s3:ObjectAcl:Put, 0",
        "s3:ObjectAccessed:Get, 0",
        "ReducedRedundancyLostObject, 0",
        "objectCreated:Put, 1",
        "S3:ObjectCreated:CompleteMultipartUpload, 1"
    })
    @Tag("F064")
    void onlyCreatedObjectsAreWork(String eventName, int asks) {
        assertThat(Samples.documents(Samples.parse(direct("eventName", eventName))))
                .hasSize(asks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2.0", "2.4", "3.7", "next"})
    @Tag("F064")
    void anyEventVersionIsAccepted(String version) {
        assertThat(Samples.documents(Samples.parse(direct("eventVersion", version))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SomethingNew:Entirely", "ObjectCreated", "ObjectSynced:Create", "Object", ""})
    void anEventOfAnotherNameIsNotUnderstood(String eventName) {
        Samples.assertNotUnderstood(Samples.parse(direct("eventName", eventName)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS API Call via CloudTrail", "Object created", "Something New"})
    void anEventOfEventBridgeOfAnotherTypeIsNotUnderstood(String type) {
        ObjectNode event = Samples.tree("s3-eventbridge").put("detail-type", type);

        Samples.assertNotUnderstood(Samples.parse(event));
        assertThat(Samples.queued(Json.text(event)).content()).isInstanceOf(Content.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:s3", "ceph:s3"})
    void otherServersNotificationsAreLikeThoseOfS3(String source) {
        ObjectNode event = direct("eventSource", source);
        event.put("EventName", "s3:ObjectCreated:Put").put("Key", "caravan-papers/inbox/x");
        ((ObjectNode) event.at("/Records/0")).remove("eventName");
        object(event).put("versionId", "");

        Ask ask = Samples.documents(Samples.parse(event)).get(0);

        assertThat(ask.id()).isEqualTo("s3://caravan-papers/" + REPORT);
        assertThat(((Content.Document) ask.content()).versionId()).isNull();
    }

    @Test
    void whatHasMoreThanATestEventIsNone() {
        ObjectNode event = Samples.tree("s3-test-event").put("input", "Hello!").put("id", "order-1");

        Ask ask = Samples.queued(Json.text(event));

        assertThat(ask.id()).isEqualTo("order-1");
        event.remove(List.of("Service", "input", "id"));
        assertThat(Samples.queued(Json.text(event)).content()).isInstanceOf(Content.Malformed.class);
    }

    @Test
    void otherEventsOfEventBridgeAreNothingToDo() {
        ObjectNode event = Samples.tree("s3-eventbridge").put("detail-type", "Object Deleted");

        assertThat(Samples.documents(Samples.parse(event))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "summaries/report.pdf.summary.md, 0",
        "inbox/, 0",
        "inbox/folder/, 0",
        "elsewhere/report.pdf, 0",
        "inbox/report.pdf, 1"
    })
    @Tag("F065")
    void onlyDocumentsUnderTheInputPrefixAreWork(String key, int asks) {
        assertThat(Samples.documents(Samples.parse(withObject("key", key)))).hasSize(asks);
    }

    @Test
    void eventsOfOtherBucketsAreNothingToDoWhereTheBucketsAreNamed() {
        TriggerParser parser = new TriggerParser(
                new DocumentScope("inbox/", null, "summaries/", Set.of("other-papers")), Duration.ofSeconds(28));

        assertThat(Samples.documents(parser.parse(Samples.bytes("s3-direct"), "invocation-1", null)))
                .isEmpty();
    }

    @Test
    void theVersionNamedNullIsNoVersion() {
        Ask ask = Samples.documents(Samples.parse(withObject("versionId", "null")))
                .get(0);

        Content.Document document = (Content.Document) ask.content();
        assertThat(document.versionId()).isNull();
        assertThat(document.eTag()).isEqualTo("b21b84d653bb07b05b1e6b33684dc11b");
    }

    @Test
    void aPolledDocumentIsTheSameAskAsANotifiedOne() {
        Ask notified = Samples.PARSER
                .message("message-1", Json.text(withObject("key", "inbox/a.pdf")), null)
                .asks()
                .get(0);

        assertThat(Samples.PARSER.polledDocument(
                        "caravan-papers",
                        "inbox/a.pdf",
                        "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                        "\"b21b84d653bb07b05b1e6b33684dc11b\""))
                .isEqualTo(notified);
    }

    @ParameterizedTest
    @ValueSource(strings = {"My_Legacy_Bucket", "UPPER", "under_score", "a.b.c"})
    void bucketsOfOldNamesAreBucketsToo(String bucket) {
        ObjectNode event = direct("eventName", "ObjectCreated:Put");
        ((ObjectNode) event.at("/Records/0/s3/bucket")).put("name", bucket);

        assertThat(Samples.documents(Samples.parse(event)))
                .extracting(Ask::id)
                .containsExactly("s3://" + bucket + "/" + REPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../..", "null "})
    void aRecordWithoutAProperBucketIsNotUnderstood(String bucket) {
        ObjectNode event = direct("eventName", "ObjectCreated:Put");
        ((ObjectNode) event.at("/Records/0/s3/bucket")).put("name", bucket);

        Samples.assertNotUnderstood(Samples.parse(event));
    }

    @Test
    void aRecordThatCannotBeReadIsNotDroppedBesideAGoodOne() {
        ObjectNode event = Samples.tree("s3-direct");
        ((ObjectNode) event.at("/Records/1/s3/object")).remove("key");

        Samples.assertNotUnderstood(Samples.parse(event));
    }

    private static ObjectNode direct(String field, String value) {
        ObjectNode event = Samples.tree("s3-direct");
        ((ArrayNode) event.path("Records")).remove(1);
        ((ObjectNode) event.at("/Records/0")).put(field, value);
        return event;
    }

    private static ObjectNode withObject(String field, String value) {
        ObjectNode event = direct("eventName", "ObjectCreated:Put");
        object(event).put(field, value);
        return event;
    }

    private static ObjectNode object(ObjectNode event) {
        return (ObjectNode) event.at("/Records/0/s3/object");
    }
}
