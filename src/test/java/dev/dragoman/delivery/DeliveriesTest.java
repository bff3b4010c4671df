package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalStack;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The delivery stage on a real S3 and SQS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveriesTest {
    private static final String BUCKET = "papers";

    private final LocalStack stack = LocalStack.start();
    private final Deliveries deliveries = deliveries("summaries/");

    private final DocumentMover documentMover =
            new DocumentMover(stack.s3(), ResultLocation.parse("inbox/", "summaries/"), () -> 0, () -> 0);

    // Each test has documents of its own.
    private final String folder = UUID.randomUUID() + "/";

    @BeforeAll
    void makeABucket() {
        stack.createBucket(BUCKET);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void aSummaryIsStoredWithItsReceipt() {
        Answer answer = document("complete/Grüße & 1+1.pdf", Given.completed());

        assertThat(deliver(answer)).isSameAs(answer);

        String result = "summaries/" + folder + "complete/Grüße & 1+1.pdf";
        assertThat(keys("summaries/" + folder + "complete/"))
                .containsExactlyInAnyOrder(result + ".summary.md", result + ".receipt.json");
        assertThat(text(result + ".summary.md")).isEqualTo("Ahoy\n");
        assertThat(json(result + ".receipt.json")).isEqualTo(answer.receipt().json());
    }

    @Test
    void resultsSayWhatTheyAre() {
        deliver(document("types/a.pdf", Given.completed()));

        assertThat(contentType("types/a.pdf.summary.md")).isEqualTo("text/markdown; charset=utf-8");
        assertThat(contentType("types/a.pdf.receipt.json")).isEqualTo("application/json");
    }

    @Test
    void aSummaryThatBreaksOffSaysSo() {
        deliver(document("cut/a.pdf", Given.truncated()));

        assertThat(text("summaries/" + folder + "cut/a.pdf.summary.md"))
                .startsWith("> **Incomplete.**")
                .contains("max_output_tokens")
                .endsWith("\n\nAhoy, an\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "MAX_TOKENS", "model_context_window_exceeded", "max_output_tokens"})
    void onlyALengthLimitIsCalledOne(String reason) {
        deliver(document("limit/a.pdf", new Outcome.Truncated("Ahoy, an", Json.object(), reason)));
        deliver(document("unsure/a.pdf", new Outcome.Truncated("Ahoy, an", Json.object(), "brand_" + reason)));

        assertThat(text("summaries/" + folder + "limit/a.pdf.summary.md"))
                .startsWith("> **Incomplete.**")
                .contains("limit (" + reason + ")");
        assertThat(text("summaries/" + folder + "unsure/a.pdf.summary.md"))
                .startsWith("> **Perhaps incomplete.**")
                .contains(": brand_" + reason + ".")
                .doesNotContain("limit");
    }

    @Test
    void aDoubtStandsAboveTheSummary() {
        Answer answer = document("doubt/a.pdf", Given.completed());
        Receipt.End end = new Receipt.End(Given.NOW, "completed", "stop", null, null, "Who knows?");
        deliver(answer.withReceipt(answer.receipt().with(end)));

        assertThat(text("summaries/" + folder + "doubt/a.pdf.summary.md"))
                .isEqualTo("> **Doubtful.** Who knows?\n\nAhoy\n");
    }

    @ParameterizedTest
    @MethodSource
    void withoutSummaryTheReasonIsStored(Outcome outcome) {
        String name = outcome.label() + "/a.pdf";
        Answer answer = document(name, outcome);

        deliver(answer);

        assertThat(keys("summaries/" + folder + outcome.label()))
                .containsExactly("summaries/" + folder + name + ".error.json");
        assertThat(json("summaries/" + folder + name + ".error.json")).isEqualTo(answer.json());
    }

    /**
     * Two servers had it in work, and for this one the provider could not fetch what the other had moved away. Not every event has an
     * entity tag.
     */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "0123")
    void anErrorDoesNotReplaceTheResultOfADocumentThatIsGone(@Nullable String eTag) {
        S3Location moved = new S3Location(BUCKET, "inbox/" + folder + "moved/a.pdf");
        Ask ask = Given.ask(moved.uri(), Door.S3, new Content.Document(moved, null, eTag, null));
        deliver(Given.answer(ask, Given.completed()));

        deliver(Given.answer(ask, Given.rejected()));

        assertThat(keys("summaries/" + folder + "moved/"))
                .containsExactlyInAnyOrder(
                        "summaries/" + folder + "moved/a.pdf.summary.md",
                        "summaries/" + folder + "moved/a.pdf.receipt.json");
    }

    /** The newer one was answered first: its result must neither be overwritten nor removed. */
    @Test
    void nothingIsWrittenForADocumentThatWasReplacedWhileItWasAnswered() {
        S3Location place = new S3Location(BUCKET, "inbox/" + folder + "newer/a.pdf");
        Answer older = Given.answer(stored(place, "older"), Given.completed());
        Answer newer = Given.answer(stored(place, "newer"), Given.truncated());
        deliver(newer);
        String summary = text("summaries/" + folder + "newer/a.pdf.summary.md");

        deliver(older);
        deliver(Given.answer(older.ask(), Given.rejected()));

        assertThat(keys("summaries/" + folder + "newer/"))
                .containsExactlyInAnyOrder(
                        "summaries/" + folder + "newer/a.pdf.summary.md",
                        "summaries/" + folder + "newer/a.pdf.receipt.json");
        assertThat(text("summaries/" + folder + "newer/a.pdf.summary.md")).isEqualTo(summary);
    }

    /** What counts is what was read: an event may name nothing. */
    @Test
    void theObjectThatWasReadDecidesWhetherADocumentWasReplaced() {
        S3Location place = new S3Location(BUCKET, "inbox/" + folder + "read/a.pdf");
        Content.Document older = stored(place, "older").content().asDocument().orElseThrow();
        stored(place, "newer");
        Answer answer = document("read/a.pdf", Given.completed());
        Receipt.Source read = new Receipt.Source(
                place.bucket(), place.key(), older.versionId(), older.eTag(), 5, "text/plain", null, "r", "p", "0");

        deliver(answer.withReceipt(answer.receipt().with(read)));

        assertThat(keys("summaries/" + folder + "read/")).isEmpty();
    }

    private Ask stored(S3Location place, String text) {
        String eTag = stack.s3()
                .putObject(put -> put.bucket(place.bucket()).key(place.key()), RequestBody.fromString(text))
                .eTag();
        Content.Document document = new Content.Document(place, null, EntityTag.of(eTag), null);
        return Given.ask(place.uri(), Door.S3, document);
    }

    static List<Outcome> withoutSummaryTheReasonIsStored() {
        return List.of(Given.refused(), Given.rejected(), Given.expired());
    }

    @ParameterizedTest
    @MethodSource
    void whatComesAgainLeavesNothingBehind(Outcome outcome) {
        Answer answer = document(outcome.label() + "/a.pdf", outcome);

        assertThat(deliver(answer)).isSameAs(answer);
        assertThat(keys("summaries/" + folder + outcome.label())).isEmpty();
    }

    static List<Outcome> whatComesAgainLeavesNothingBehind() {
        return List.of(Given.unavailable(), Given.misconfigured());
    }

    @Test
    void resultsCanGoToAnotherBucket() {
        stack.createBucket("results");

        deliver(deliveries("s3://results/deep/"), document("elsewhere/a.pdf", Given.completed()));

        assertThat(stack.s3()
                        .getObjectAsBytes(
                                get -> get.bucket("results").key("deep/" + folder + "elsewhere/a.pdf.summary.md"))
                        .asUtf8String())
                .isEqualTo("Ahoy\n");
    }

    @ParameterizedTest
    @MethodSource
    void aQueuedAsksAnswerIsSentToItsQueue(Outcome outcome) {
        String queue = stack.createQueue("answers-" + outcome.label());
        Answer answer = Given.answer(Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.Queue(queue)), outcome);

        assertThat(deliver(answer)).isSameAs(answer);

        assertThat(stack.sqs()
                        .receiveMessage(receive -> receive.queueUrl(queue))
                        .messages())
                .extracting(Message::body)
                .containsExactly(Json.text(answer.json()));
    }

    static Stream<Outcome> aQueuedAsksAnswerIsSentToItsQueue() {
        return Stream.of(Given.completed(), Given.truncated(), Given.refused(), Given.rejected(), Given.expired());
    }

    @Test
    void aFifoQueueGetsAGroupAndTheSameAnswerOnce() {
        String queue = fifo("groups.fifo");
        Ask grouped = Given.replyingTo(Given.ask("order-1", Door.SQS, Given.REQUEST), new ReplyTo.Queue(queue))
                .withGroup("caravan");
        Ask odd = Given.replyingTo(Given.ask("Auftrag für Ürümqi", Door.SQS, Given.REQUEST), new ReplyTo.Queue(queue));

        deliver(Given.answer(grouped, Given.completed()));
        deliver(Given.answer(grouped, Given.completed()));
        deliver(Given.answer(grouped, Given.rejected()));
        deliver(Given.answer(odd, Given.completed()));

        assertThat(received(queue))
                .extracting(message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .satisfiesExactlyInAnyOrder(
                        group -> assertThat(group).isEqualTo("caravan"),
                        group -> assertThat(group).isEqualTo("caravan"),
                        group -> assertThat(group).matches("[0-9a-f]{64}"));
    }

    @Test
    void withoutAGroupTheAsksIdIsOne() {
        String queue = fifo("ids.fifo");

        deliver(Given.answer(
                Given.replyingTo(Given.ask("order-1", Door.SQS, Given.REQUEST), new ReplyTo.Queue(queue)),
                Given.completed()));

        assertThat(received(queue))
                .extracting(message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .containsExactly("order-1");
    }

    @Test
    void anAnswerThatNoQueueTakesArrivesByAPointer() {
        String queue = stack.createQueue("large");
        Answer answer = queued(queue, "ü".repeat(600_000));

        assertThat(deliver(answer)).isSameAs(answer);
        assertThat(deliver(answer)).isSameAs(answer);

        List<Message> messages = received(queue);
        JsonNode pointer = ((Json.Result.Value) Json.read(messages.get(0).body())).node();
        assertThat(pointer.path(0).textValue()).isEqualTo("software.amazon.payloadoffloading.PayloadS3Pointer");
        assertThat(pointer.path(1).path("s3BucketName").textValue()).isEqualTo(BUCKET);
        String key = pointer.path(1).path("s3Key").textValue();
        assertThat(key).startsWith("replies/");
        assertThat(json(key)).isEqualTo(answer.json());
        assertThat(messages.get(0).messageAttributes()).hasEntrySatisfying("ExtendedPayloadSize", size -> {
            assertThat(size.dataType()).isEqualTo("Number");
            assertThat(size.stringValue()).isEqualTo(Integer.toString(Json.bytes(answer.json()).length));
        });
        assertThat(messages)
                .as("the same answer is one object")
                .hasSize(2)
                .extracting(Message::body)
                .containsOnly(messages.get(0).body());
    }

    @Test
    void anAnswerIsMeasuredInBytes() {
        String queue = stack.createQueue("bytes");

        deliver(queued(queue, "ü".repeat(525_000)));

        assertThat(received(queue))
                .extracting(Message::body)
                .allSatisfy(body -> assertThat(body).startsWith("[\"software.amazon.payloadoffloading"));
    }

    @Test
    void withoutAStoreTheTextIsSent() {
        String queue = stack.createQueue("storeless");
        Deliveries storeless = new Deliveries(
                stack.s3(), stack.sqs(), ResultLocation.parse("inbox/", "summaries/"), null, Given.CLOCK);
        JsonNode response = Json.object().put("reasoning", "x".repeat(1 << 20));
        Answer answer = Given.answer(
                Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.Queue(queue)),
                new Outcome.Completed("Ahoy", response, "completed"));

        deliver(storeless, answer);

        assertThat(received(queue))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("\"text\":\"Ahoy\"", "responseLeftOut"));
    }

    @Test
    void charactersThatSqsRefusesAreWrittenAsEscapes() {
        String queue = stack.createQueue("characters");
        Answer answer = queued(queue, "\uFFFE, \uFFFF, \u0000, \u0008 and \uD83D\uDC2A");

        assertThat(deliver(answer)).isSameAs(answer);

        String body = received(queue).get(0).body();
        assertThat(body).doesNotContain("\uFFFE", "\uFFFF");
        assertThat(((Json.Result.Value) Json.read(body)).node()).isEqualTo(answer.json());
    }

    @Test
    void aNewSummaryRemovesTheOldError() {
        deliver(document("again/a.pdf", Given.rejected()));
        deliver(document("again/a.pdf", Given.completed()));

        String result = "summaries/" + folder + "again/a.pdf";
        assertThat(keys("summaries/" + folder + "again/"))
                .containsExactlyInAnyOrder(result + ".summary.md", result + ".receipt.json");
    }

    @Test
    void aNewErrorRemovesTheOldSummaryAndReceipt() {
        put("worse/a.pdf");
        deliver(document("worse/a.pdf", Given.completed()));
        deliver(document("worse/a.pdf", Given.refused()));

        assertThat(keys("summaries/" + folder + "worse/"))
                .containsExactly("summaries/" + folder + "worse/a.pdf.error.json");
    }

    @Test
    void nothingOldIsRemovedBeforeTheNewResultIsStored() {
        deliver(document("kept/a.pdf", Given.rejected()));
        Aws nowhere = new Aws(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9"));
        try (S3Client s3 = nowhere.s3Client()) {
            deliver(
                    new Deliveries(s3, stack.sqs(), ResultLocation.parse("inbox/", "summaries/"), null, Given.CLOCK),
                    document("kept/a.pdf", Given.completed()));
        }

        assertThat(keys("summaries/" + folder + "kept/"))
                .containsExactly("summaries/" + folder + "kept/a.pdf.error.json");
    }

    private static Answer queued(String queue, String text) {
        return Given.answer(
                Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.Queue(queue)),
                new Outcome.Completed(text, Json.object().put("object", "response"), "completed"));
    }

    private String fifo(String name) {
        return stack.sqs()
                .createQueue(create -> create.queueName(name).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
    }

    private List<Message> received(String queue) {
        return stack.sqs()
                .receiveMessage(receive -> receive.queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    @Test
    void anAnswerCanBeAnObject() {
        S3Location location = new S3Location(BUCKET, folder + "answers/order 1.json");
        Answer answer = Given.answer(
                Given.replyingTo(Given.ask(Door.INVOKE), new ReplyTo.S3Object(location)), Given.completed());

        deliver(answer);

        assertThat(json(location.key())).isEqualTo(answer.json());
    }

    @Test
    void theSameAnswerAgainIsNoOtherObject() {
        S3Location location = new S3Location(BUCKET, folder + "replies/again.json");
        Ask ask = Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.S3Object(location));
        Answer first = Given.answer(ask, Given.completed());
        Receipt replayed = first.receipt().with(new Receipt.LedgerUse("key", true, 0));
        deliver(first);

        assertThat(deliver(new Answer(ask, Given.completed(), replayed)).isDone())
                .isTrue();

        assertThat(keys(location.key())).containsExactly(location.key());
        assertThat(json(location.key())).isEqualTo(first.json());
    }

    @Test
    @Tag("F086")
    void anotherAnswerUnderTheSameNameIsStoredBesideIt() {
        S3Location location = new S3Location(BUCKET, folder + "replies/taken.json");
        stack.s3().putObject(put -> put.bucket(BUCKET).key(location.key()), RequestBody.fromString("Mine"));
        Answer answer =
                Given.answer(Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.S3Object(location)), Given.completed());

        assertThat(deliver(answer).isDone()).isTrue();
        assertThat(deliver(answer).isDone()).as("delivered again").isTrue();

        assertThat(text(location.key())).isEqualTo("Mine");
        assertThat(keys(folder + "replies/taken"))
                .hasSize(2)
                .filteredOn(key -> !key.equals(location.key()))
                .singleElement()
                .satisfies(key -> assertThat(json(key)).isEqualTo(answer.json()));
    }

    @Test
    void whatItsDoorTakesBackIsNotDelivered() {
        Answer answer = Given.answer(Given.ask(Door.HTTP), Given.completed());

        assertThat(deliver(answer)).isSameAs(answer);
    }

    @Test
    void aQueueThatIsNotThereIsMisconfigured() {
        String missing = stack.aws().sqs() + "/" + Aws.ACCOUNT + "/missing";

        undelivered(
                deliver(Given.answer(
                        Given.replyingTo(Given.ask(Door.SQS), new ReplyTo.Queue(missing)), Given.completed())),
                Outcome.Misconfigured.class,
                "delivery_refused");
    }

    @Test
    void aBucketThatIsNotThereIsMisconfigured() {
        undelivered(
                deliver(deliveries("s3://no-such-bucket/"), document("lost/a.pdf", Given.completed())),
                Outcome.Misconfigured.class,
                "delivery_refused");
    }

    @Test
    void aStorageOutOfReachIsUnavailable() {
        Aws nowhere = new Aws(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9"));
        try (S3Client s3 = nowhere.s3Client();
                SqsClient sqs = nowhere.sqsClient()) {
            undelivered(
                    deliver(
                            new Deliveries(s3, sqs, ResultLocation.parse("inbox/", "summaries/"), null, Given.CLOCK),
                            document("far/a.pdf", Given.completed())),
                    Outcome.Unavailable.class,
                    "delivery_failed");
        }
    }

    @Test
    void aPolledDocumentIsMovedOnceItsResultIsStored() {
        tidy("tidy/über & 1+1.md", Given.completed());
        tidy("tidy/cut.md", Given.truncated());
        tidy("tidy/refused.md", Given.refused());
        tidy("tidy/rejected.md", Given.rejected());

        assertThat(keys("inbox/" + folder + "tidy/")).isEmpty();
        assertThat(keys("done/" + folder))
                .containsExactlyInAnyOrder("done/" + folder + "tidy/über & 1+1.md", "done/" + folder + "tidy/cut.md");
        assertThat(keys("failed/" + folder))
                .containsExactlyInAnyOrder(
                        "failed/" + folder + "tidy/refused.md", "failed/" + folder + "tidy/rejected.md");
    }

    @Test
    void aPolledDocumentThatComesAgainStays() {
        tidy("stays/a.md", Given.unavailable());

        assertThat(keys("inbox/" + folder + "stays/")).containsExactly("inbox/" + folder + "stays/a.md");
    }

    private void put(String name) {
        stack.s3().putObject(put -> put.bucket(BUCKET).key("inbox/" + folder + name), RequestBody.fromString("Ahoy"));
    }

    private void tidy(String name, Outcome outcome) {
        Answer answer = document(name, outcome);
        put(name);

        documentMover.tidy(List.of(answer));
    }

    private Deliveries deliveries(String output) {
        return new Deliveries(
                stack.s3(),
                stack.sqs(),
                ResultLocation.parse("inbox/", output),
                new S3Location(BUCKET, "replies/"),
                Given.CLOCK);
    }

    private Answer document(String name, Outcome outcome) {
        Ask ask = Given.document(BUCKET, "inbox/" + folder + name);
        return Given.answer(ask, outcome);
    }

    private Answer deliver(Answer answer) {
        return deliver(deliveries, answer);
    }

    /** By the route file as it is: it chooses where the answer goes. */
    private static Answer deliver(Deliveries stage, Answer answer) {
        try (DefaultCamelContext camel = new DefaultCamelContext();
                ProducerTemplate template = camel.createProducerTemplate()) {
            camel.getRegistry().bind("deliveries", stage);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(camel, "file:camel-routes/deliver.camel.yaml"));
            camel.start();
            return template.requestBody("direct:deliver", answer, Answer.class);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void undelivered(Answer answer, Class<? extends Outcome.Failed> outcome, String code) {
        assertThat(answer.isDone()).isFalse();
        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        outcome, failed -> assertThat(failed.problem().code()).isEqualTo(code));
    }

    private List<String> keys(String prefix) {
        return stack.s3().listObjectsV2(list -> list.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String text(String key) {
        return stack.s3().getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
    }

    private String contentType(String result) {
        return stack.s3()
                .headObject(head -> head.bucket(BUCKET).key("summaries/" + folder + result))
                .contentType();
    }

    private JsonNode json(String key) {
        return ((Json.Result.Value) Json.read(text(key))).node();
    }
}
