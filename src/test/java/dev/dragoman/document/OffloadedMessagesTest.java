package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.PayloadPointer;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.event.Trigger;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.local.LocalStack;
import dev.dragoman.memory.MemoryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Pointers into a real S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffloadedMessagesTest {
    private static final String BUCKET = "payloads";
    private static final SqsReceipt RECEIPT = new SqsReceipt("https://sqs/asks", "handle", 1, "caravan");

    private final LocalStack stack = LocalStack.start();
    private final S3Presigner presigner = stack.aws().presigner();
    private final TriggerParser events =
            new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28));
    private final OffloadedMessages offloaded = new OffloadedMessages(
            stack.s3(),
            presigner,
            Settings.of(DocumentsConfig.class, "max-size", "1K"),
            events,
            Given.allowed(BUCKET, "no-such-bucket"),
            Given.CLOCK,
            new MemoryBudget(1_000_000));

    OffloadedMessagesTest() {
        stack.createBucket(BUCKET);
        stack.createBucket("others");
    }

    @AfterAll
    void stop() {
        presigner.close();
        stack.close();
    }

    @Test
    void theAskOfAPointerIsRead() {
        put("ask.json", "{\"id\": \"order-1\", \"body\": {\"input\": \"How wide is the Tigris?\"}}");

        QueueMessage message = fetch(BUCKET, "ask.json");

        assertThat(message.id()).isEqualTo("message-1");
        assertThat(message.sqsReceipt()).isEqualTo(RECEIPT);
        assertThat(message.asks()).singleElement().satisfies(ask -> {
            assertThat(ask.id()).isEqualTo("order-1");
            assertThat(ask.content()).isInstanceOf(Content.Request.class);
            assertThat(ask.group()).isEqualTo("caravan");
        });
    }

    @Test
    void aMessageWithABodyOfItsOwnStays() {
        Trigger.MessageBatch batch =
                new Trigger.MessageBatch(List.of(events.message("message-1", "{\"input\": 1}", null)));

        assertThat(offloaded.fetch(batch).toCompletableFuture().join()).isSameAs(batch);
    }

    @Test
    void aPointerIntoAnotherBucketIsKeptForTheOperator() {
        assertThat(flaw("others", "ask.json"))
                .satisfies(flaw -> assertThat(flaw.code()).isEqualTo("pointer_not_allowed"))
                .satisfies(flaw -> assertThat(flaw.status()).isEqualTo(502))
                .satisfies(flaw -> assertThat(flaw.message()).contains("others", "DRAGOMAN_BUCKETS"));
    }

    @Test
    void anObjectThatIsNotThereMayComeYet() {
        assertThat(flaw(BUCKET, "gone.json"))
                .satisfies(flaw -> assertThat(flaw.code()).isEqualTo("storage_unavailable"))
                .satisfies(flaw -> assertThat(flaw.status()).isEqualTo(503))
                .satisfies(flaw -> assertThat(flaw.message()).contains("s3://" + BUCKET + "/gone.json"));
    }

    @Test
    void aBucketThatIsGoneIsTheOperators() {
        assertThat(flaw("no-such-bucket", "a.json").status()).isEqualTo(502);
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() {
        put("large.json", "x".repeat(1025));

        assertThat(flaw(BUCKET, "large.json").code()).isEqualTo("document_too_large");
    }

    @Test
    void aPointerToAPointerIsNotFollowed() {
        put("pointer.json", PayloadPointer.write(new S3Location(BUCKET, "pointer.json")));

        assertThat(flaw(BUCKET, "pointer.json").code()).isEqualTo("invalid_pointer");
    }

    private void put(String key, String text) {
        stack.s3().putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private QueueMessage fetch(String bucket, String key) {
        PayloadPointer pointer = new PayloadPointer(new S3Location(bucket, key), null);
        QueueMessage message = new QueueMessage("message-1", List.of(), RECEIPT, pointer);
        return offloaded
                .fetch(new Trigger.MessageBatch(List.of(message)))
                .toCompletableFuture()
                .join()
                .messages()
                .get(0);
    }

    private Content.Malformed flaw(String bucket, String key) {
        Ask ask = fetch(bucket, key).asks().get(0);
        return (Content.Malformed) ask.content();
    }
}
